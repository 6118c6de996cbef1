// @ts-check
'use strict';

// What the commands have in common that do something with the batches that their arguments name: `close` and `results`.

const { withHint } = require('../lines.js');
const { readOptions, resolveBatches } = require('./arguments.js');
const { exitStatus, toCliError } = require('./errors.js');
const { summarize, writeFiles } = require('./output/files.js');
const { annotate, printJson, warnOfKey } = require('./output/print.js');
const { openTerminal } = require('./output/terminal.js');
const { abortOnSignal } = require('./process.js');

/**
 * @typedef {import('./arguments.js').Values} Values
 * @typedef {import('./output/terminal.js').Terminal} Terminal
 * @typedef {import('../../../pkg/eyes_batch_close.js').RequestPreview} RequestPreview
 * @typedef {import('../../../pkg/eyes_batch_close.js').ResolvedBatchIds} Batches
 * @typedef {import('../index.js').BatchCloseOptions} Options
 *
 * What became of the batches, or was read of them.
 * @typedef {{ results: (import('../index.js').ReadResult & Partial<import('../index.js').BatchResult>)[] }} Report
 *
 * @typedef {object} Outcome
 * @property {Report} report
 * @property {RequestPreview[]} [requests] Those of a dry run.
 * @property {any} [error]
 * @property {boolean} [isSaid] Whether the error was said where it happened.
 * @property {number} [signalStatus] The exit status of the signal that ended it, if one did.
 *
 * @typedef {object} Task
 * @property {Report} nothing The report where nothing was done.
 * @property {(options: Options) => RequestPreview[]} preview
 * @property {(options: Options, batches: Batches, terminal: Terminal) => Promise<Outcome>} run Does it, and says each thing as
 * it happens.
 */

/**
 * Does something with the batches, and says what came of it.
 *
 * @param {Values} values
 * @param {string[]} ids
 * @param {Task} task
 * @returns {Promise<number>} the exit status
 */
async function runOnBatches(values, ids, task) {
  const terminal = openTerminal(values);
  const outcome = await runTask(values, ids, task, terminal);
  const { report, requests, error, isSaid, signalStatus } = outcome;
  terminal.endProgress();
  const cliError = error && toCliError(error);
  if (error && !isSaid) terminal.print('error', `error: ${withHint(cliError)}`);
  const told = { ...report, error: cliError };
  if (values.json) printJson(requests ? { requests } : told);
  if (error) annotate('error', withHint(cliError));
  if (process.env.GITHUB_ACTIONS) summarize(report);
  const isWritten = requests !== undefined || writeFiles(values, told);
  if (signalStatus) return signalStatus;
  const status = error ? exitStatus(error) : 0;
  if (status === 1 && values['no-fail']) return isWritten ? 0 : 1;
  return status === 0 && !isWritten ? 1 : status;
}
exports.runOnBatches = runOnBatches;

/**
 * @param {Values} values @param {string[]} ids @param {Task} task @param {Terminal} terminal
 * @returns {Promise<Outcome>}
 */
async function runTask(values, ids, { nothing, preview, run }, terminal) {
  try {
    const settings = readOptions(values);
    const batches = await resolveBatches(values, ids);
    const options = { ...settings, batchIds: batches.batchIds };
    warnOfKey(values);
    if (values['dry-run']) {
      const requests = preview(options);
      if (!values.json) {
        const { curlLine } = require('./output/curl.js');
        for (const each of requests) terminal.print('plain', curlLine(each));
      }
      return { report: nothing, requests };
    }
    const interruption = abortOnSignal();
    const outcome = await run({ ...options, signal: interruption.signal }, batches, terminal);
    return { ...outcome, signalStatus: interruption.exitStatus };
  } catch (error) {
    return { report: nothing, error };
  }
}
