// @ts-check
'use strict';

// What may be repeated of what was typed: a secret may stand in any place.

/** The options that are secrets, with the variables that hide them. */
const KEYS = { 'api-key': 'APPLITOOLS_API_KEY', 'read-api-key': 'EYES_BATCH_READ_KEY' };
exports.KEYS = KEYS;

/** A key without its first and last line, on one line: no file has such a name. */
const BARE_KEY = /^[\w+/=-]{100,}$/;

/** The keys among the arguments. @type {string[]} */
let typedKeys = [];

/** Remembers the keys among the arguments. @param {{ name: string, value?: string }[]} options */
exports.noteKeys = (options) => {
  typedKeys = options.flatMap(({ name, value }) =>
    Object.hasOwn(KEYS, name) && value !== undefined ? [value] : [],
  );
};

// Loaded when something is repeated, as `--help` and most arguments need no core.
const core = () => require('../../../pkg/eyes_batch_close.js');

/** What may be repeated of an argument: all but the keys. @param {string} argument */
const withoutKey = (argument) => core().redactKeys(argument, typedKeys);
exports.withoutKey = withoutKey;

/** Whether an argument is a key as a whole. @param {string} argument */
exports.isKey = (argument) => core().isKey(argument, typedKeys);

/** Whether an argument is what stands in a file, and not its name. @param {string} argument */
const isContent = (argument) => /[\r\n]|-----BEGIN/.test(argument);

/** A name as it may be repeated. @param {string} name */
function shownName(name) {
  return isContent(name) || BARE_KEY.test(name) ? '…' : withoutKey(name);
}
exports.shownName = shownName;

/** What is wrong with the value of an option that takes a file, if that shows in it. @param {string} option @param {string} value */
function contentProblem(option, value) {
  return isContent(value) ? `--${option} takes the name of a file, not what is in it` : undefined;
}
exports.contentProblem = contentProblem;

/**
 * Why the file of an option can't be used. The system's message would repeat the name.
 *
 * @param {string} option @param {string} file
 * @param {string} problem @param {{ code?: string, message: string }} error
 */
exports.fileProblem = (option, file, problem, { code, message }) => {
  const name = shownName(file);
  const what = name === '…' ? `--${option}` : `--${option} ${name}`;
  return contentProblem(option, file) ?? `${what} ${problem}: ${code ?? withoutKey(message)}`;
};
