// @ts-check
'use strict';

// What GitHub Actions shows beside a run: the error as an annotation, the results in the job summary.

const { errorLine } = require('./errors.js');

/** How many rows a table on a web page has. */
const MOST_ROWS = 100;

/**
 * @param {import('./output.js').Say} say
 * @param {import('../index.js').CloseReport} [report]
 * @param {import('./errors.js').Failure} [error]
 */
function show(say, report, error) {
  if (error) say('note', `::error title=eyes-batch-close::${escaped(errorLine(error).slice(7))}`);
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file || !report || report.results.length === 0) return;
  try {
    require('node:fs').appendFileSync(file, table(report.results));
  } catch (failure) {
    say('warning', `warning: the job summary was not written: ${failure}`);
  }
}
exports.show = show;

/** A workflow command ends with its line. @param {string} text */
function escaped(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** @param {import('../index.js').BatchResult[]} results */
function table(results) {
  const sorted = results.toSorted((a, b) => Number(!a.error) - Number(!b.error));
  const rows = sorted.slice(0, MOST_ROWS).map((result) => {
    const outcome = result.error?.message ?? result.outcome;
    const cells = [result.batchId, outcome, result.attempts, result.durationMs].map(plain);
    return `| ${cells.join(' | ')} |\n`;
  });
  const more = results.length > MOST_ROWS ? `\nand ${results.length - MOST_ROWS} more\n` : '';
  return `### Eyes batches\n\n| batch | outcome | attempts | ms |\n|---|---|---|---|\n${rows.join('')}${more}\n`;
}

/** Text without any meaning to Markdown. @param {unknown} cell */
function plain(cell) {
  return String(cell)
    .replace(/\s+/g, ' ')
    .replace(/[!-,/:-@[-`{-~]/g, '\\$&');
}
