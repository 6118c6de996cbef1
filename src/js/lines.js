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

/**
 * A workflow command that makes GitHub Actions show lines beside the run:
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 *
 * @param {'warning' | 'error'} level
 * @param {string} text
 */
exports.annotation = (level, text) => {
  const lines = text.split('\n').map((line) => core.harmless(line).replaceAll('%', '%25'));
  return `::${level} title=eyes-batch-close::${lines.join('%0A')}`;
};
