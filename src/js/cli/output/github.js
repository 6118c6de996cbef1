// @ts-check
'use strict';

// The results as a table in the job summary of GitHub Actions. As HTML: in Markdown an ID could be a link or markup. What
// others said is code: only there GitHub makes no links of addresses, names and numbers.

const fs = require('node:fs');
const core = require('../../../../pkg/eyes_batch_close.js');

/** How many rows a table on a web page has. */
const MOST_ROWS = 100;

const ENTITIES = /** @type {Record<string, string>} */ ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' });

/**
 * Adds the table to the summary, if there is one. Throws what the system throws.
 *
 * @param {import('../../index.js').BatchResult[]} results
 */
function summarize(results) {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (file && results.length > 0) fs.appendFileSync(file, table(results));
}
exports.summarize = summarize;

/** @param {import('../../index.js').BatchResult[]} results */
function table(results) {
  const failedFirst = results.toSorted((a, b) => Number(!a.error) - Number(!b.error));
  const rows = failedFirst
    .slice(0, MOST_ROWS)
    .map(({ batchId, outcome, attempts, durationMs, error }) =>
      row('td', [code(batchId), error ? code(error.message) : outcome, attempts, durationMs]),
    );
  const more = results.length > MOST_ROWS ? `<p>and ${results.length - MOST_ROWS} more</p>\n` : '';
  const head = row('th', ['batch', 'outcome', 'attempts', 'ms']);
  return `<h3>Eyes batches</h3>\n<table>\n${head}${rows.join('')}</table>\n${more}\n`;
}

/** @param {'th' | 'td'} tag @param {unknown[]} cells */
function row(tag, cells) {
  return `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>\n`;
}

/** @param {string} text */
function code(text) {
  const escaped = core.harmless(text).replace(/[&<>]/g, (character) => ENTITIES[character]);
  return `<code>${escaped}</code>`;
}
