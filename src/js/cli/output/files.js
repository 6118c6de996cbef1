// @ts-check
'use strict';

// What commands write beside their lines: the files of `--junit` and `--report`, and the job summary of GitHub Actions.

const fs = require('node:fs');
const { fileProblem } = require('../secrets.js');
const { annotate, jsonText, print } = require('./print.js');

/**
 * @typedef {import('../arguments.js').Values} Values
 * @typedef {import('../batches.js').Report} Report
 * @typedef {import('../errors.js').CliError} CliError
 */

/** Adds a table to GitHub's job summary; says where that can't be. @param {Report} report */
exports.summarize = ({ results }) => {
  try {
    require('./github.js').summarize(results);
  } catch (error) {
    print('warning', `warning: the job summary was not written: ${error}`);
  }
};

/**
 * Writes the files that the arguments name; says where one can't be written.
 *
 * @param {Values} values
 * @param {Report & { error?: CliError }} report
 * @returns {boolean} whether all are written
 */
exports.writeFiles = ({ junit, report: file }, report) => {
  const { results } = report;
  const isJunitWritten =
    junit === undefined ||
    results.length === 0 ||
    succeeds('junit', `${junit}`, () => require('./junit.js').writeJunit(`${junit}`, results));
  const isReportWritten =
    file === undefined ||
    succeeds('report', `${file}`, () => fs.writeFileSync(`${file}`, jsonText(report)));
  return isJunitWritten && isReportWritten;
};

/** @param {string} option @param {string} file @param {() => void} write */
function succeeds(option, file, write) {
  try {
    write();
    return true;
  } catch (/** @type {any} */ error) {
    const problem = fileProblem(option, file, 'was not written', error);
    print('error', `error: ${problem}`);
    annotate('error', problem);
    return false;
  }
}
