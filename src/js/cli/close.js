// @ts-check
'use strict';

// eyes-batch-close close: gathers what the arguments name, closes, and ends with a status.

const core = require('../../../pkg/eyes_batch_close.js');
const { close: send } = require('../closing.js');
const { emptyReport } = require('../errors.js');
const { errorLine, fails, renamed } = require('./errors.js');
const { gathered } = require('./options.js');
const { output } = require('./output.js');
const { telling } = require('./telling.js');

/** @typedef {import('./options.js').Values} Values */
/** @typedef {import('./errors.js').Failure} Failure */
/** @typedef {Omit<import('../index.js').CloseReport, 'storeError'> & { storeError?: Failure }} Report */
/** @typedef {{ report?: Report, error?: Failure, status?: number }} Outcome */

/** The statuses of signals; Windows has the first alone. */
const SIGNALS = Object.entries({ SIGINT: 130, SIGTERM: 143 });

/**
 * @param {Values} values
 * @param {string[]} batchIds
 * @returns {Promise<number>} the exit status
 */
async function close(values, batchIds) {
  const { say, progress, end } = output(values);
  const { report, error, status } = await closing(values, batchIds, say, progress);
  end();
  const tried = report !== undefined && report.results.length > 0;
  if (error && !tried) say('error', errorLine(error));
  if (values.json) {
    const { code, message, hint } = error ?? {};
    const told = { ...emptyReport(), ...report, ...(error && { error: { code, message, hint } }) };
    // The signal's reason is an object of this process.
    const text = JSON.stringify(told, (name, value) => (name === 'reason' ? undefined : value), 2);
    process.stdout.write(`${text}\n`);
  }
  if (process.env.GITHUB_ACTIONS) {
    const { annotation, summarize } = require('./github.js');
    if (error) say('note', annotation(errorLine(error)));
    summarize(say, report);
  }
  if (status) return status;
  if (!error) return 0;
  if (!tried && !fails(error)) return 2;
  return values['no-fail'] ? 0 : 1;
}
exports.close = close;

/**
 * @param {Values} values
 * @param {string[]} batchIds
 * @param {import('./output.js').Say} say
 * @param {(text: string) => void} progress
 * @returns {Promise<Outcome>}
 */
async function closing(values, batchIds, say, progress) {
  const { options, error: unread } = await gathered(values, batchIds);
  if (unread) return { error: unread };
  const plan = core.planClose(options);
  if (plan.error) return { error: renamed(plan.error, options) };
  if (values['api-key'] !== undefined) {
    say('warning', 'warning: others can see --api-key among the processes: set APPLITOOLS_API_KEY');
  }
  if (plan.dryRun !== undefined) {
    say('plain', plan.dryRun);
    return {};
  }
  const stop = new AbortController();
  let status = 0;
  for (const [signal, itsStatus] of SIGNALS) {
    // Once: when it comes again it ends the process.
    process.once(signal, () => {
      status = itsStatus;
      stop.abort();
    });
  }
  const { onResult, onAttempt, end } = telling(values, plan, say, progress);
  const closer = new core.BatchClose({ ...options, onResult, signal: stop.signal });
  const { report, error } = await send(closer, toResult, onAttempt);
  report?.results.forEach(toResult);
  end(report);
  return { report, error: error && renamed(error, options), status };
}

/** @param {any} result */
function toResult(result) {
  if (result.error) result.error = renamed(result.error, {});
  return result;
}
