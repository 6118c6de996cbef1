// @ts-check
'use strict';

// eyes-batch-close close: closes the batches that the arguments name, and says what became of each.

const core = require('../../../../pkg/eyes_batch_close.js');
const { BatchClose } = require('../../index.js');
const { withHint } = require('../../lines.js');
const { readOptions, resolveBatches } = require('../arguments.js');
const { exitStatus, toCliError } = require('../errors.js');
const { annotate, printJson, warnOfKey } = require('../output/print.js');
const { openTerminal } = require('../output/terminal.js');
const { textReporter } = require('../output/text-reporter.js');
const { abortOnSignal } = require('../process.js');

/**
 * @typedef {import('../arguments.js').Values} Values
 * @typedef {import('../output/terminal.js').Terminal} Terminal
 *
 * @typedef {object} Outcome
 * @property {import('../../index.js').CloseReport} report
 * @property {import('../../../../pkg/eyes_batch_close.js').RequestPreview[]} [requests] Those of a dry run.
 * @property {any} [error]
 * @property {number} [signalStatus] The exit status of the signal that ended it, if one did.
 */

const NOTHING = { results: [], closed: [], failed: [] };

/**
 * @param {Values} values
 * @param {string[]} ids
 * @returns {Promise<number>} the exit status
 */
async function run(values, ids) {
  const terminal = openTerminal(values);
  const { report, requests, error, signalStatus } = await closeBatches(values, ids, terminal);
  terminal.endProgress();
  const cliError = error && toCliError(error);
  // Of batches that were tried, each has said its own.
  if (error && report.results.length === 0) terminal.print('error', `error: ${withHint(cliError)}`);
  if (values.json) printJson(requests ? { requests } : { ...report, error: cliError });
  if (error) annotate('error', withHint(cliError));
  if (process.env.GITHUB_ACTIONS) summarize(report, terminal);
  if (signalStatus) return signalStatus;
  const status = error ? exitStatus(error) : 0;
  return status === 1 && values['no-fail'] ? 0 : status;
}
exports.run = run;

/**
 * @param {Values} values @param {string[]} ids @param {Terminal} terminal
 * @returns {Promise<Outcome>}
 */
async function closeBatches(values, ids, terminal) {
  try {
    const settings = readOptions(values);
    const batches = await resolveBatches(values, ids);
    const options = { ...settings, batchIds: batches.batchIds };
    warnOfKey(values);
    if (values['dry-run']) {
      const requests = core.previewRequests(options);
      if (!values.json) {
        const { curlLine } = require('../output/curl.js');
        for (const each of requests) terminal.print('plain', curlLine(each));
      }
      return { report: NOTHING, requests };
    }
    const server = core.resolveServerUrl(settings);
    return await closeAndTell(options, textReporter(values, batches, server, terminal));
  } catch (error) {
    return { report: NOTHING, error };
  }
}

/**
 * @param {import('../../index.js').BatchCloseOptions} options
 * @param {ReturnType<typeof textReporter>} reporter
 * @returns {Promise<Outcome>}
 */
async function closeAndTell(options, { onResult, onAttempt, onEnd }) {
  const heard = abortOnSignal();
  const { signal } = heard;
  /** @type {Outcome} */
  const outcome = await new BatchClose({ ...options, onResult, onAttempt, signal }).close().then(
    (report) => ({ report }),
    (error) => ({ report: error.report ?? NOTHING, error }),
  );
  onEnd(outcome);
  return { ...outcome, signalStatus: heard.exitStatus };
}

/** @param {import('../../index.js').CloseReport} report @param {Terminal} terminal */
function summarize({ results }, terminal) {
  try {
    require('../output/github.js').summarize(results);
  } catch (error) {
    terminal.print('warning', `warning: the job summary was not written: ${error}`);
  }
}
