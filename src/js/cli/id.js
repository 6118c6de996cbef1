// @ts-check
'use strict';

const { randomBytes } = require('node:crypto');
const os = require('node:os');
const core = require('../../../pkg/eyes_batch_close.js');
const { complain, errorLine, fails, renamed } = require('./errors.js');
const { gathered } = require('./options.js');

/**
 * Prints the batch ID of this run.
 *
 * @param {import('./options.js').Values} values
 * @returns {Promise<number>} the exit status
 */
async function id({ explain, run, ...values }) {
  if (values.store !== undefined && run === undefined) {
    complain('error: --store has IDs of runs by their names: give --run NAME, too');
    return 2;
  }
  const name = /** @type {string | undefined} */ (run);
  const random = randomBytes(8).toString('hex');
  const plan = core.runId(new Date().toISOString(), os.hostname(), random, name);
  const { origin, alone, offered } = plan;
  let { id, error } = plan;
  const { options } = await gathered(values, []);
  if (offered) {
    const { sharedId } = require('../stores/index.js');
    try {
      id = await sharedId(options, String(name), id);
    } catch (thrown) {
      error = thrown;
    }
  }
  if (error) {
    complain(errorLine(renamed(error, options)));
    return fails(error) ? 1 : 2;
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
