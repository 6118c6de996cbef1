// @ts-check
'use strict';

// Errors of the core in the words of the command line.

/** @typedef {{ code: string, message: string, hint?: string, option?: string }} Failure */

/**
 * An error with the names that options have here.
 *
 * @param {Failure} error
 * @param {Record<string, unknown>} options
 * @returns {Failure}
 */
function renamed(error, options) {
  let { option = '', message, hint } = error;
  hint = hint?.replace(/\b(serverUrl|totalTimeout|apiKey)\b/g, flagOf);
  if (/^[a-zA-Z]+$/.test(option) && message.startsWith(option)) {
    const problem = message
      .slice(option.length)
      .replace(/a string$/, `"${options[option]}"`)
      .replace(/^ needs /, ' needs --');
    message = flagOf(option) + problem;
  }
  return { ...error, message, hint };
}
exports.renamed = renamed;

/** @param {string} option */
function flagOf(option) {
  return `--${option.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
}

/** Whether it went wrong only when the store was asked. @param {Failure} error */
function fails({ code }) {
  return code === 'STORE' || code === 'TIMEOUT';
}
exports.fails = fails;

/** @param {Failure} error */
function errorLine({ message, hint }) {
  return `error: ${message}${hint ? `. ${hint}` : ''}`;
}
exports.errorLine = errorLine;

/** Says an error that ends the command. @param {string} line */
function complain(line) {
  console.error(line);
  if (process.env.GITHUB_ACTIONS) console.error(require('./github.js').annotation(line));
}
exports.complain = complain;
