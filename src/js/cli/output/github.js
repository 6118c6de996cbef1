// @ts-check
'use strict';

// The results as a table in the job summary of GitHub Actions. As HTML: in Markdown an ID could be a link or markup. What
// others said is code: only there GitHub makes no links of addresses, names and numbers.

const fs = require('node:fs');
const core = require('../../../../pkg/eyes_batch_close.js');
const { counts } = require('../../lines.js');

/** How many rows a table on a web page has. */
const MOST_ROWS = 100;

const ENTITIES = /** @type {Record<string, string>} */ ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' });

/** @typedef {import('../batches.js').Report['results']} Results */

/**
 * Adds the table to the summary, if there is one. Throws what the system throws.
 *
 * @param {Results} results
 */
function summarize(results) {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (file && results.length > 0) fs.appendFileSync(file, table(results));
}
exports.summarize = summarize;

/** @param {Results} results */
function table(results) {
  const isClosing = results.some(({ outcome }) => outcome !== undefined);
  const isReading = results.some(({ summary, summaryError }) => summary ?? summaryError);
  const failedFirst = results.toSorted((a, b) => Number(!a.error) - Number(!b.error));
  const rows = failedFirst.slice(0, MOST_ROWS).map((result) => {
    const { batchId, outcome, attempts, durationMs, error } = result;
    const closing = [error ? code(error.message) : outcome, attempts, durationMs];
    const tests = isReading ? [testsCell(result)] : [];
    return row('td', [code(batchId), ...(isClosing ? closing : []), ...tests]);
  });
  const more = results.length > MOST_ROWS ? `<p>and ${results.length - MOST_ROWS} more</p>\n` : '';
  const columns = [
    ...(isClosing ? ['outcome', 'attempts', 'ms'] : []),
    ...(isReading ? ['tests'] : []),
  ];
  const head = row('th', ['batch', ...columns]);
  return `<h3>Eyes batches</h3>\n<table>\n${head}${rows.join('')}</table>\n${more}\n`;
}

/** What came of a batch, with its link. @param {Results[number]} result */
function testsCell({ summary, summaryError }) {
  if (!summary) return code(summaryError?.message ?? '');
  const { url } = summary;
  const address = url && escaped(url).replaceAll('"', '&quot;');
  return address ? `<a href="${address}">${counts(summary)}</a>` : counts(summary);
}

/** @param {'th' | 'td'} tag @param {unknown[]} cells */
function row(tag, cells) {
  return `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>\n`;
}

/** @param {string} text */
function code(text) {
  return `<code>${escaped(text)}</code>`;
}

/** @param {string} text */
function escaped(text) {
  return core.harmless(text).replace(/[&<>]/g, (character) => ENTITIES[character]);
}
