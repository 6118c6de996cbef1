// @ts-check
'use strict';

// What is said of the batches while they are closed, and after.

const core = require('../../../../pkg/eyes_batch_close.js');
const { counts, shardsDone, summaryMessages, withHint } = require('../../lines.js');
const { toCliError } = require('../errors.js');
const { withoutKey } = require('../secrets.js');
const { annotate } = require('./print.js');

/** Of more batches than these the closed ones are only counted, and of more failures the others. */
const MOST_NAMED = 20;

/** Who named the batches. */
const NAMED_BY = {
  arguments: 'the arguments',
  file: '--from',
  'arguments-and-file': 'the arguments and --from',
  environment: 'APPLITOOLS_BATCH_ID',
  ci: 'this CI run',
};

/** What to do about batches that are not found where each is a failure. */
const NOT_FOUND_HINT =
  'Check APPLITOOLS_BATCH_ID and --server-url: tests join a batch only if they ran with its ID, ' +
  'which eyes-batch-close env, run or a hook sets.';

/** @param {import('../../index.js').Shards} shards */
function shardLists({ done, missing }) {
  const lists = Object.entries({ done, missing }).filter(([, numbers]) => numbers.length > 0);
  return lists.map(([name, numbers]) => `${name}: ${numbers.join(', ')}`).join('; ');
}
exports.shardLists = shardLists;

/**
 * @param {import('../arguments.js').Values} values
 * @param {import('../../../../pkg/eyes_batch_close.js').ResolvedBatchIds} batches
 * @param {import('../../index.js').BatchCloseOptions} options
 * @param {import('./terminal.js').Terminal} terminal
 */
function textReporter(values, { batchIds, source }, options, terminal) {
  const { quiet, verbose } = values;
  const { print, setProgress } = terminal;
  const server = withoutKey(core.resolveServerUrl(options));
  const total = new Set(batchIds).size;
  const counts = { done: 0, closed: 0, notFound: 0, failed: 0 };
  let isNotFoundFailure = false;
  /** @type {string | undefined} */
  let lastHint;
  const showProgress = () => setProgress(`${counts.done} of ${total} batches done`);
  showProgress();

  /** @param {import('../../index.js').BatchResult} result */
  function onResult({ batchId, outcome, attempts, durationMs, error }) {
    counts.done += 1;
    showProgress();
    if (error) {
      onFailure(batchId, toCliError(error));
      return;
    }
    const isClosed = outcome === 'closed';
    counts[isClosed ? 'closed' : 'notFound'] += 1;
    if (quiet || (total > MOST_NAMED && !verbose)) return;
    const again = attempts > 1 ? ` by attempt ${attempts}` : '';
    if (isClosed) print('closed', `closed ${batchId} in ${durationMs} ms${again}`);
    else print('plain', `not found: ${batchId}, the server has no active batch of this ID`);
  }

  /** @param {string} batchId @param {import('../errors.js').CliError} error */
  function onFailure(batchId, { code, message, hint }) {
    counts.failed += 1;
    isNotFoundFailure ||= code === 'BATCH_NOT_FOUND';
    if (counts.failed > MOST_NAMED && !verbose) return;
    if (code === 'BATCH_NOT_FOUND') {
      const why = 'closed already, or no test ran in it';
      print('error', `error: no active batch ${batchId} (404): ${why}`);
      return;
    }
    // What to do is said once where it is the same for all.
    const isSaid = hint === lastHint;
    lastHint = hint;
    print('error', `error: ${withHint({ message, hint: isSaid ? undefined : hint })}`);
  }

  /** @param {import('../../index.js').Attempt} attempt */
  function onAttempt({ batchId, attempt, status, reason }) {
    print('note', `attempt ${attempt} for ${batchId}: ${status ?? reason}`);
  }

  /** @param {{ report: import('../../index.js').CloseReport, error?: unknown }} outcome */
  function onEnd({ report: { results, shards, storeError }, error }) {
    if (shards && verbose) print('note', `shards ${shardLists(shards)}`);
    if (storeError) print('warning', `warning: ${toCliError(storeError).message}`);
    if (results.length === 0) {
      if (shards && !error && !quiet) print('plain', shardsDone(shards));
      return;
    }
    const unnamed = verbose ? 0 : counts.failed - MOST_NAMED;
    if (unnamed > 0) print('error', `error: ${unnamed} more were not closed; --verbose names them`);
    if (isNotFoundFailure) print('note', NOT_FOUND_HINT);
    const isAnyUnknown = results.some(({ outcome }) => outcome === 'not-found');
    const buildHint = isAnyUnknown && !quiet && core.buildIdHint(options);
    if (buildHint) print('note', buildHint);
    printSummaries({ report: { results }, error }, values, terminal);
    if (quiet) return;
    const notFound = counts.notFound > 0 ? `, ${counts.notFound} not found` : '';
    const closed = `${counts.closed} of ${results.length} closed${notFound}`;
    print('plain', `${closed} on ${server}, named by ${NAMED_BY[source]}`);
    // No failure, but a run that was to have a batch may have had none.
    if (counts.notFound === results.length) {
      const batches = total === 1 ? batchIds[0] : `of these ${total} IDs`;
      annotate('notice', `No batch was closed: the server has no active batch ${batches}`);
    }
  }

  return { onResult, onAttempt: verbose ? onAttempt : undefined, onEnd };
}
exports.textReporter = textReporter;

/**
 * Says what came of the batches, as far as that was read; of more than are named, all counts together.
 *
 * @param {{ report: { results: import('../../index.js').ReadResult[] }, error?: any }} outcome
 * @param {import('../arguments.js').Values} values
 * @param {import('./terminal.js').Terminal} terminal
 */
function printSummaries({ report: { results }, error }, { quiet, verbose }, { print }) {
  const isNamed = verbose || results.length <= MOST_NAMED;
  let warnings = 0;
  for (const { level, text } of summaryMessages(results, error?.message)) {
    if (level === 'info' && isNamed && !quiet) print('plain', text);
    if (level === 'warning') warnings += 1;
    if (level === 'warning' && (isNamed || warnings <= MOST_NAMED)) {
      print('warning', `warning: ${text}`);
    }
  }
  const unnamed = isNamed ? 0 : warnings - MOST_NAMED;
  if (unnamed > 0)
    print('warning', `warning: the results of ${unnamed} more were not read, or may not be all`);
  const summaries = results.flatMap(({ summary }) => (summary ? [summary] : []));
  if (isNamed || quiet || summaries.length === 0) return;
  print('plain', `${summaries.length} batches: ${counts(sum(summaries))}`);
}
exports.printSummaries = printSummaries;

/** @param {import('../../index.js').BatchSummary[]} summaries @returns {import('../../index.js').BatchSummary} */
function sum(summaries) {
  const of = (/** @type {(summary: import('../../index.js').BatchSummary) => number} */ count) =>
    summaries.reduce((total, summary) => total + count(summary), 0);
  return {
    passed: of(({ passed }) => passed),
    failed: of(({ failed }) => failed),
    unresolved: of(({ unresolved }) => unresolved),
    new: of((summary) => summary.new),
    aborted: of(({ aborted }) => aborted),
    empty: of(({ empty }) => empty),
    total: of(({ total }) => total),
    ...(summaries.some(({ partial }) => partial) && { partial: true }),
  };
}
