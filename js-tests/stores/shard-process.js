// @ts-check
'use strict';

// A process that marks shards when it is asked to, all of them at once, and tells what came of each.

const { closeBatch } = require('eyes-batch-close');

/** @param {object} options @param {number} shard @param {number} total */
async function mark(options, shard, total) {
  const begun = performance.now();
  const { report, error } = await closeBatch({ ...options, shard: `${shard}/${total}` }).then(
    (/** @type {any} */ report) => ({ report, error: undefined }),
    (/** @type {any} */ error) => ({ report: error.report, error }),
  );
  return {
    shard,
    code: error?.code,
    message: error && `${error.message} ${error.hint}`,
    storeError: report.storeError?.message,
    outcomes: report.results.map((/** @type {any} */ result) => result.outcome),
    shards: report.shards,
    tookMs: performance.now() - begun,
  };
}

if (process.send) {
  process.on('message', async (/** @type {any} */ { options, shards, total }) => {
    const told = shards.map((/** @type {number} */ shard) => mark(options, shard, total));
    process.send?.(await Promise.all(told));
  });
}
exports.mark = mark;
