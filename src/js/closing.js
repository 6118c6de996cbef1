// @ts-check
'use strict';

// What few calls need, loaded when they do.

/**
 * Closes batches; those of a shard if it is the last.
 *
 * @param {any} batches the core's `BatchClose`
 * @param {(result: any) => unknown} present @param {Function} [heard] see its `close`
 * @returns {Promise<any>} what its `close` resolves to, or `{ error }`
 */
async function close(batches, present, heard) {
  const plan = batches.shard(false);
  if (!plan) return batches.close(present, heard, 0);
  return require('./stores/index.js').closeAsShard(plan, present, heard);
}
exports.close = close;

/** @param {import('./transport.js').Options} options */
exports.openTransport = async (options) => require('./transport.js').openTransport(options);
