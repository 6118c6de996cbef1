// @ts-check
'use strict';

// eyes-batch-close run: gives a command that runs tests one batch, and closes it after the command, however that ended.

const core = require('../../../../pkg/eyes_batch_close.js');
const { begin, end } = require('../../hooks/run.js');
const { readOptions } = require('../arguments.js');
const { StartError, runProgram } = require('../child.js');
const { FOUND, SettingError, toCliError, UsageError } = require('../errors.js');
const { summarize, writeFiles } = require('../output/files.js');
const { annotate, print, warnOfKey } = require('../output/print.js');
const { abortOnSignal } = require('../process.js');

/** @typedef {import('../arguments.js').Values} Values */

/**
 * @param {Values} values
 * @param {string[]} words the command and its arguments
 * @returns {Promise<number>} the exit status
 */
async function run(values, words) {
  if (words.length === 0) {
    throw new UsageError('run needs a command: eyes-batch-close run -- npm test', 'run');
  }
  if (values.store !== undefined && values.shard === undefined) {
    throw new SettingError('--store is for shards: give --shard, too');
  }
  warnOfKey(values);
  const closing = new AbortController();
  const batch = begin({
    owner: run,
    kind: 'run',
    phase: 'command',
    options: optionsOf(values, closing.signal),
  });
  try {
    const ended = await runProgram(words, tell);
    // Once a signal has come, the next one ends this process.
    const interruption = ended.signalStatus ? undefined : abortOnSignal(closing);
    const status = await endStatus(batch, values);
    return ended.signalStatus ?? (interruption?.exitStatus || ended.status || status);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    print('error', `error: ${error.message}`);
    annotate('error', error.message);
    return error.status;
  }
}
exports.run = run;

/**
 * Closes the batches, writes what is asked for of their results, and tells the exit status.
 *
 * @param {import('../../hooks/run.js').Run} batch @param {Values} values
 */
async function endStatus(batch, values) {
  await end(batch).catch(() => {}); // It has said what failed.
  const { report, failure } = /** @type {import('../../hooks/close.js').Closed} */ (
    await batch.closing
  );
  if (process.env.GITHUB_ACTIONS && report.results.some(({ summary }) => summary)) {
    summarize(report);
  }
  const error = failure && toCliError(failure.thrown);
  const isWritten = writeFiles(values, { ...report, error });
  if (error?.code === 'RESULTS') return FOUND;
  return !isWritten || (failure && !values['no-fail']) ? 1 : 0;
}

/**
 * The options of a hook that the arguments give.
 *
 * @param {Values} values @param {AbortSignal} signal
 * @returns {import('../../hooks/options.js').HookOptions}
 */
function optionsOf(values, signal) {
  /** @param {import('../../index.js').Attempt} attempt */
  function onAttempt({ batchId, attempt, status, reason }) {
    tell(`attempt ${attempt} for ${batchId}: ${status ?? reason}`);
  }
  const name = values['batch-name'];
  return {
    ...readOptions(values),
    batchName: name === undefined ? undefined : String(name),
    failOnError: !values['no-fail'],
    quiet: values.quiet === true,
    onAttempt: values.verbose ? onAttempt : undefined,
    signal,
  };
}

/** Says a line among those of the command. @param {string} line */
function tell(line) {
  console.error(`eyes-batch-close: ${core.harmless(line)}`);
}
