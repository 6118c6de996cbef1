// @ts-check
'use strict';

const { randomBytes } = require('node:crypto');
const os = require('node:os');
const core = require('../../../pkg/eyes_batch_close.js');

/**
 * Prints the batch ID of this run.
 *
 * @param {import('./index.js').Values} values
 * @returns {number} the exit status
 */
function id({ explain }) {
  const random = randomBytes(8).toString('hex');
  const run = core.runId(new Date().toISOString(), os.hostname(), random);
  if (run.error) {
    console.error(run.error);
    return 2;
  }
  if (explain) console.error(`${run.id}: ${run.origin}`);
  if (run.warning) console.error(run.warning);
  console.log(run.id);
  return 0;
}
exports.id = id;
