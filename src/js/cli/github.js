// @ts-check
'use strict';

// What GitHub Actions shows beside a run: the error as an annotation, the results in the job summary.

/** How many rows a table on a web page has. */
const MOST_ROWS = 100;

/**
 * @param {import('./output.js').Say} say
 * @param {import('./close.js').Report} [report]
 */
function summarize(say, report) {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file || !report || report.results.length === 0) return;
  try {
    require('node:fs').appendFileSync(file, table(report.results));
  } catch (error) {
    say('warning', `warning: the job summary was not written: ${error}`);
  }
}
exports.summarize = summarize;

/** An error as a workflow command, which ends with its line. @param {string} line */
function annotation(line) {
  const text = line.replace(/^error: /, '').replaceAll('%', '%25');
  const escaped = text.replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::error title=eyes-batch-close::${escaped}`;
}
exports.annotation = annotation;

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
