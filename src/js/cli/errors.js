// @ts-check
'use strict';

// Errors as the command line says them, and the exit status of each.

const { BatchCloseError } = require('../errors.js');
const { COMMANDS } = require('./options.js');

/** @typedef {{ code: string, message: string, hint?: string }} CliError */

/** Arguments that no command understands. */
class UsageError extends Error {
  /** @param {string} problem @param {string} [command] the one whose help says more */
  constructor(problem, command) {
    super(problem);
    this.command = command;
  }
}
exports.UsageError = UsageError;

/** A setting of the command line itself that is wrong. */
class SettingError extends Error {
  code = 'INVALID_OPTION';
}
exports.SettingError = SettingError;

const WRONG_SETTINGS = [
  'NO_BATCH_ID',
  'INVALID_BATCH_ID',
  'NO_API_KEY',
  'INVALID_SERVER_URL',
  'INVALID_PROXY',
  'INVALID_OPTION',
];

/**
 * An error in the words of the command line. Throws it again if it is a defect of ours.
 *
 * @param {any} error
 * @returns {CliError}
 */
function toCliError(error) {
  if (!(error instanceof BatchCloseError || error instanceof SettingError)) throw error;
  const { code, message, problem, option, hint } = /** @type {any} */ (error);
  return { code, message: problem === undefined ? message : `${flagOf(option)} ${problem}`, hint };
}
exports.toCliError = toCliError;

/** The name of an option here, such as --total-timeout of totalTimeout. @param {string} option */
function flagOf(option) {
  const name = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return Object.values(COMMANDS).some((options) => Object.hasOwn(options, name))
    ? `--${name}`
    : option;
}

/** The exit status where something was found that --fail-on names. */
const FOUND = 3;
exports.FOUND = FOUND;

/** 2 for a wrong setting, whenever it was found out; 3 for what was found in the batches; else 1. @param {any} error */
function exitStatus(error) {
  if (error.code === 'RESULTS') return FOUND;
  /** @type {{ code: string }[]} */
  const errors = error.errors ?? [error];
  return errors.every(({ code }) => WRONG_SETTINGS.includes(code)) ? 2 : 1;
}
exports.exitStatus = exitStatus;

/**
 * Prints an error that ends a command.
 *
 * @param {unknown} error
 * @returns {number} the exit status
 */
function reportError(error) {
  const { annotate, print } = require('./output/print.js');
  if (error instanceof UsageError) {
    print('error', `error: ${error.message}`);
    annotate('error', error.message);
    print(
      'note',
      `${['eyes-batch-close', error.command, '--help'].filter(Boolean).join(' ')} says more.`,
    );
    return 2;
  }
  const text = require('../lines.js').withHint(toCliError(error));
  print('error', `error: ${text}`);
  annotate('error', text);
  return exitStatus(error);
}
exports.reportError = reportError;
