// @ts-check
'use strict';

const core = require('../../../../pkg/eyes_batch_close.js');
const { readOptions, resolveBatches } = require('../arguments.js');
const { print, printJson } = require('../output/print.js');
const { shardLists } = require('../output/text-reporter.js');

/**
 * Says which shards of batches are done.
 *
 * @param {import('../arguments.js').Values} values
 * @param {string[]} ids
 * @returns {Promise<number>} the exit status
 */
async function run(values, ids) {
  const options = readOptions(values);
  const { batchIds } = await resolveBatches(values, ids);
  const status = await core.shardStatus({ ...options, batchIds });
  if (values.json) {
    printJson(status);
  } else if (status.total === 0) {
    print('plain', 'no shard is done');
  } else {
    print('plain', `${status.done.length} of ${status.total} shards done`);
    print('plain', shardLists(status));
  }
  return 0;
}
exports.run = run;
