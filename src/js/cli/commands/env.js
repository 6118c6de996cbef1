// @ts-check
'use strict';

const { SettingError } = require('../errors.js');
const { FORMATS, lineOf } = require('../output/assignment.js');
const { printJson } = require('../output/print.js');
const { resolveRunId } = require('../run-id.js');
const { isKey, withoutKey } = require('../secrets.js');

/**
 * Prints the variables that a job needs for a batch which it shares with others.
 *
 * @param {import('../arguments.js').Values} values
 * @returns {Promise<number>} the exit status
 */
async function run(values) {
  const format = String(values.format ?? 'sh');
  if (!Object.hasOwn(FORMATS, format) && format !== 'json') {
    const known = [...Object.keys(FORMATS), 'json'].join(', ');
    throw new SettingError(`--format must be one of ${known}, not "${withoutKey(format)}"`);
  }
  const given = {
    APPLITOOLS_BATCH_NAME: textOf('batch-name', values),
    APPLITOOLS_BATCH_BUILD_ID: textOf('batch-build-id', values),
  };
  const variables = {
    APPLITOOLS_BATCH_ID: await resolveRunId(values),
    APPLITOOLS_DONT_CLOSE_BATCHES: 'true',
    EYES_BATCH_CLOSE: 'false',
    ...given,
  };
  if (format === 'json') {
    printJson(variables);
    return 0;
  }
  // All of them before any is printed: a shell takes what it gets.
  const lines = Object.entries(variables)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => lineOf(format, name, String(value)));
  console.log(lines.join('\n'));
  return 0;
}
exports.run = run;

/** @param {string} name @param {import('../arguments.js').Values} values */
function textOf(name, values) {
  const text = values[name] === undefined ? undefined : String(values[name]).trim();
  if (text === '') throw new SettingError(`--${name} is blank`);
  if (text !== undefined && isKey(text)) throw new SettingError(`--${name} is the API key`);
  return text;
}
