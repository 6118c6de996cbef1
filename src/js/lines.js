// @ts-check
'use strict';

// What hooks and the command say alike.

const core = require('../../pkg/eyes_batch_close.js');

/** What a shard says that closes nothing. @param {import('./index.js').Shards} shards */
exports.shardsDone = ({ done, total }) => {
  const whatNow = done.length < total ? 'not closing yet' : 'another one closes';
  return `${done.length} of ${total} shards done, ${whatNow}`;
};

/** @param {{ message: string, hint?: string }} error */
exports.withHint = ({ message, hint }) => (hint ? `${message}. ${hint}` : message);

/** What is said of an ID that is a number to some Eyes SDKs. @param {string} id */
exports.numericId = (id) =>
  `some Eyes SDKs read the batch ID ${id} as a number, and may run their tests in another batch: give it a letter`;

/** The counts that are always said, and those that are where there are such. */
const COUNTS = /** @type {const} */ (['passed', 'unresolved', 'failed']);
const FURTHER_COUNTS = /** @type {const} */ (['new', 'aborted', 'empty']);

/** What came of a batch, in words. @param {import('./index.js').BatchSummary} summary */
function counts(summary) {
  const named = [...COUNTS, ...FURTHER_COUNTS.filter((name) => summary[name] > 0)];
  const text = named.map((name) => `${summary[name]} ${name}`).join(', ');
  return summary.partial ? `${text} (this may not be all)` : text;
}
exports.counts = counts;

/**
 * What is said of what came of batches: a line for each with its link, a warning where that could not be read.
 *
 * @param {import('./index.js').ReadResult[]} results
 * @param {string} [errorSaid] The message of an error that is said in any case.
 */
exports.summaryMessages = (results, errorSaid) => {
  /** @type {{ level: 'info' | 'warning', text: string }[]} */
  const messages = [];
  for (const { batchId, summary, summaryError } of results) {
    const link = summary?.url ? `  ${summary.url}` : '';
    if (summary) messages.push({ level: 'info', text: `${batchId}: ${counts(summary)}${link}` });
    if (summaryError && summaryError.message !== errorSaid) {
      messages.push({ level: 'warning', text: exports.withHint(summaryError) });
    }
  }
  return messages;
};

/**
 * A workflow command that makes GitHub Actions show lines beside the run:
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 *
 * @param {'notice' | 'warning' | 'error'} level
 * @param {string} text
 */
exports.annotation = (level, text) => {
  const lines = text.split('\n').map((line) => core.harmless(line).replaceAll('%', '%25'));
  return `::${level} title=eyes-batch-close::${lines.join('%0A')}`;
};
