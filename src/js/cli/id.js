// @ts-check
'use strict';

const { randomBytes } = require('node:crypto');
const os = require('node:os');
const core = require('../../../pkg/eyes_batch_close.js');
const { complain, errorLine } = require('./errors.js');

/**
 * Prints the batch ID of this run.
 *
 * @param {import('./options.js').Values} values
 * @returns {number} the exit status
 */
function id({ explain }) {
  const random = randomBytes(8).toString('hex');
  const { id, origin, alone, error } = core.runId(new Date().toISOString(), os.hostname(), random);
  if (error) {
    complain(errorLine(error));
    return 2;
  }
  if (explain) console.error(`${id}: ${origin}`);
  if (alone) {
    console.error(
      `warning: no other job has this ID: ${origin}. Set APPLITOOLS_BATCH_ID to the same in all jobs.`,
    );
  }
  console.log(id);
  return 0;
}
exports.id = id;
