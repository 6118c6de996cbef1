// @ts-check
'use strict';

// Prints lines: each where its kind belongs, in a terminal with colour, and with nothing in it that a terminal or a CI
// would take for a command, whoever said it.

const core = require('../../../../pkg/eyes_batch_close.js');
const { annotation } = require('../../lines.js');
const { KEYS } = require('../secrets.js');

/** @typedef {'closed' | 'plain' | 'note' | 'warning' | 'error'} Kind */

/** Of each kind where it goes, and the colour of its first word. */
const KINDS = /** @type {const} */ ({
  closed: ['stdout', 'green'],
  plain: ['stdout', undefined],
  note: ['stderr', undefined],
  warning: ['stderr', 'yellow'],
  error: ['stderr', 'red'],
});

/** @param {Kind} kind @param {string} line @param {boolean} [toStderr] whatever the kind */
function print(kind, line, toStderr = false) {
  const [name, colour] = KINDS[kind];
  const stream = process[toStderr ? 'stderr' : name];
  const harmless = core.harmless(line);
  const [word] = harmless.split(' ', 1);
  const start = colour ? require('node:util').styleText(colour, word, { stream }) : word;
  stream.write(`${start}${harmless.slice(word.length)}\n`);
}
exports.print = print;

/** @param {import('../arguments.js').Values} values */
exports.warnOfKey = (values) => {
  for (const [name, variable] of Object.entries(KEYS)) {
    if (values[name] === undefined) continue;
    print('warning', `warning: --${name} is visible in the process list: set ${variable}`);
  }
};

/** Makes GitHub Actions show a text beside the run. @param {'notice' | 'warning' | 'error'} level @param {string} text */
function annotate(level, text) {
  if (process.env.GITHUB_ACTIONS) process.stderr.write(`${annotation(level, text)}\n`);
}
exports.annotate = annotate;

/**
 * Data as JSON. What others said stays the same for who parses it, and is no command to a CI that reads it in a log.
 *
 * @param {unknown} data
 */
function jsonText(data) {
  const text = JSON.stringify(data, undefined, 2);
  const isUnseen = /[\p{Cf}\p{Zl}\p{Zp}]/gu;
  return `${text.replaceAll('##', '#\\u0023').replace(isUnseen, escapeUnits)}\n`;
}
exports.jsonText = jsonText;

/** Prints data on standard output. @param {unknown} data */
exports.printJson = (data) => process.stdout.write(jsonText(data));

/** A character as JSON escapes it. @param {string} character */
function escapeUnits(character) {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
