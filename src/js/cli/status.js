// @ts-check
'use strict';

const core = require('../../../pkg/eyes_batch_close.js');
const { lookUpShards } = require('../stores/index.js');
const { complain, errorLine, fails, renamed } = require('./errors.js');
const { gathered } = require('./options.js');
const { listed } = require('./telling.js');

/**
 * Says which shards of batches are done.
 *
 * @param {import('./options.js').Values} values
 * @param {string[]} batchIds
 * @returns {Promise<number>} the exit status
 */
async function status({ json, store, ...values }, batchIds) {
  const { options, error } = await gathered(values, batchIds);
  try {
    // Nothing is sent to the server, so that no key is needed.
    const refused = error ?? core.planClose(Object.assign(options, { apiKey: 'none' })).error;
    if (refused) throw refused;
    const shards = await lookUpShards({ ...options, store });
    const { done, total } = shards;
    const text =
      total === 0
        ? 'no shard is done'
        : `${done.length} of ${total} shards done\n${listed(shards)}`;
    console.log(json ? JSON.stringify(shards, undefined, 2) : text);
    return 0;
  } catch (/** @type {any} */ refused) {
    complain(errorLine(renamed(refused, { ...options, store })));
    return fails(refused) ? 1 : 2;
  }
}
exports.status = status;
