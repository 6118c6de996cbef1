// @ts-check
'use strict';

// The end of a run: its batches are closed, if they are to be, and what came of it is said.

const { BatchClose, BatchCloseError } = require('../index.js');
const { outcomeMessages, say } = require('./lines.js');

/**
 * @typedef {import('./options.js').HookOptions} HookOptions
 *
 * @typedef {{ thrown: unknown }} Failure
 * @typedef {{ report: import('../index.js').CloseReport, failure?: Failure }} Closed
 */

/** @type {import('../index.js').CloseReport} */
const NOTHING = { results: [], closed: [], failed: [] };

/**
 * @param {import('./run.js').Run} run
 * @returns {Promise<Closed>}
 */
async function closeRun({ plan, options }) {
  const { action, quiet } = plan;
  if (action.kind === 'leave-open') return { report: NOTHING };
  const { report, failure, tookMs } =
    action.kind === 'unknown'
      ? { report: action.error.report, failure: { thrown: action.error }, tookMs: 0 }
      : await closeBatches(plan.batchIds, options, action.kind === 'close-as-shard');
  const level = plan.failOnError ? 'error' : 'warning';
  const messages = outcomeMessages({ report, failure, tookMs, options }, level);
  say(messages, { isBeforeTests: false, quiet });
  return { report, failure };
}
exports.closeRun = closeRun;

/**
 * @param {string[]} batchIds @param {HookOptions} options @param {boolean} asShard
 * @returns {Promise<Closed & { tookMs: number }>} the time until the last batch was closed
 */
async function closeBatches(batchIds, options, asShard) {
  const { shard, store, onResult, onAttempt, ...others } = options;
  const begun = performance.now();
  let tookMs = 0;
  /** @type {Failure | undefined} */
  let ofListener;
  // What a listener throws would reject `close()`, in the place of the report.
  const guarded = (/** @type {((value: any) => unknown) | undefined} */ listener) =>
    listener &&
    (async (/** @type {unknown} */ value) => {
      try {
        await listener(value);
      } catch (thrown) {
        ofListener ??= { thrown };
      }
    });
  const tellResult = guarded(onResult);
  try {
    const report = await new BatchClose({
      ignoreMissing: true,
      ...others,
      ...(asShard && { shard, store }),
      batchIds,
      onAttempt: guarded(onAttempt),
      onResult(result) {
        tookMs = performance.now() - begun;
        return tellResult?.(result);
      },
    }).close();
    return { report, failure: ofListener, tookMs };
  } catch (thrown) {
    const report = thrown instanceof BatchCloseError ? thrown.report : NOTHING;
    return { report, failure: { thrown }, tookMs };
  }
}
