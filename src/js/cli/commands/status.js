// @ts-check
'use strict';

// eyes-batch-close status: says which shards of batches are done, and whether one has closed; waits for them, if asked.

const { setTimeout: sleep } = require('node:timers/promises');
const core = require('../../../../pkg/eyes_batch_close.js');
const { readOptions, resolveBatches } = require('../arguments.js');
const { SettingError } = require('../errors.js');
const { printJson } = require('../output/print.js');
const { openTerminal } = require('../output/terminal.js');
const { shardLists } = require('../output/text-reporter.js');
const { withoutKey } = require('../secrets.js');

/** @typedef {import('../../../../pkg/eyes_batch_close.js').ShardStatus} ShardStatus */

/** How often the store is asked. */
const ASK_AGAIN_MS = 1000;
const LONGEST_WAIT_S = 86_400;

/**
 * @param {import('../arguments.js').Values} values
 * @param {string[]} ids
 * @returns {Promise<number>} the exit status
 */
async function run(values, ids) {
  const options = readOptions(values);
  const longestMs = waitMs(values.wait);
  const { batchIds } = await resolveBatches(values, ids);
  const deadline = performance.now() + longestMs;
  const terminal = openTerminal(values);
  const ask = async () => {
    const now = await core.shardStatus({ ...options, batchIds });
    terminal.setProgress(shardsText(now));
    return now;
  };
  let status;
  try {
    status = await ask();
    while (!isComplete(status) && performance.now() < deadline) {
      await sleep(Math.min(ASK_AGAIN_MS, deadline - performance.now()));
      status = await ask();
    }
  } finally {
    terminal.endProgress();
  }
  if (values.json) {
    printJson(status);
  } else {
    for (const line of linesOf(status)) terminal.print('plain', line);
  }
  const isChecked = values.check === true || values.wait !== undefined;
  return isChecked && !isComplete(status) ? 1 : 0;
}
exports.run = run;

/** @param {string | boolean | undefined} seconds */
function waitMs(seconds = '0') {
  if (!/^\d+$/.test(`${seconds}`) || Number(seconds) > LONGEST_WAIT_S) {
    const given = withoutKey(`${seconds}`);
    throw new SettingError(
      `--wait must be a whole number of seconds up to ${LONGEST_WAIT_S}, not "${given}"`,
    );
  }
  return Number(seconds) * 1000;
}

/** @param {ShardStatus} status */
function isComplete({ missing, total }) {
  return total > 0 && missing.length === 0;
}

/** @param {ShardStatus} status */
function shardsText({ done, total }) {
  return total === 0 ? 'no shard is done' : `${done.length} of ${total} shards done`;
}

/** @param {ShardStatus} status */
function linesOf(status) {
  const lines = [shardsText(status)];
  if (status.total > 0) lines.push(shardLists(status));
  if (status.closing) lines.push(closingText(status.closing));
  return lines;
}

/** @param {NonNullable<ShardStatus['closing']>} closing */
function closingText({ outcome, shard }) {
  const call = shard === undefined ? 'a call' : `the call of shard ${shard}`;
  switch (outcome) {
    case 'closed':
      return `closed by ${call}`;
    case 'claimed':
      return `${call} is closing it, or has died`;
    case 'failed':
      return `${call} failed to close it: the next call of any shard tries again`;
    case 'missing':
      return `the server knew no active batch at ${call}`;
  }
}
