// @ts-check
'use strict';

// What is said of the batches while they are closed, and after.

const core = require('../../../pkg/eyes_batch_close.js');
const { emptyReport } = require('../errors.js');
const { errorLine } = require('./errors.js');

/** Of more batches than these the closed ones are only counted, and of more failures the others. */
const MANY = 20;

/** @param {import('../index.js').Shards} shards */
function listed({ done, missing }) {
  const lists = Object.entries({ done, missing }).filter(([, numbers]) => numbers.length > 0);
  return lists.map(([name, numbers]) => `${name}: ${numbers.join(', ')}`).join('; ');
}
exports.listed = listed;

/**
 * @param {import('./options.js').Values} values
 * @param {{ batches: number, server: string, namedBy: string }} plan
 * @param {import('./output.js').Say} say
 * @param {(text: string) => void} progress
 */
function telling({ quiet, verbose }, { batches, server, namedBy }, say, progress) {
  const counts = { done: 0, closed: 0, missing: 0, failed: 0 };
  /** @type {string | undefined} */
  let hint;
  const step = () => progress(`${counts.done} of ${batches} batches done`);
  step();

  /** @param {any} result */
  function onResult({ batchId, outcome, attempts, durationMs, error }) {
    counts.done += 1;
    step();
    if (error) {
      counts.failed += 1;
      if (counts.failed > MANY && !verbose) return;
      // What to do is said once where it is the same for all.
      const told = error.hint === hint;
      hint = error.hint;
      say('error', errorLine(told ? { ...error, hint: undefined } : error));
      return;
    }
    const closed = outcome === 'closed';
    counts[closed ? 'closed' : 'missing'] += 1;
    if (quiet || (batches > MANY && !verbose)) return;
    const again = attempts > 1 ? ` by attempt ${attempts}` : '';
    if (closed) say('closed', `closed ${batchId} in ${durationMs} ms${again}`);
    else say('plain', `missing ${batchId}: the server has no active batch of this ID`);
  }

  /** @param {string} batchId @param {number} attempt @param {string} came */
  function onAttempt(batchId, attempt, came) {
    say('note', `attempt ${attempt} for ${batchId}: ${came}`);
  }

  /** @param {any} [report] none, if nothing was tried */
  function end({ results, shards, storeError } = emptyReport()) {
    if (shards && verbose) say('note', `shards ${listed(shards)}`);
    if (storeError) say('warning', `warning: ${storeError.message}`);
    if (results.length === 0) {
      if (shards && !quiet) say('plain', core.describeShards(shards.done.length, shards.total));
      return;
    }
    const untold = verbose ? 0 : counts.failed - MANY;
    if (untold > 0) say('error', `error: ${untold} more were not closed; --verbose names them`);
    if (quiet) return;
    const missing = counts.missing > 0 ? `, ${counts.missing} missing` : '';
    const closed = `${counts.closed} of ${batches} closed${missing}`;
    say('plain', `${closed} on ${server}, named by ${namedBy}`);
  }

  return { onResult, onAttempt: verbose ? onAttempt : undefined, end };
}
exports.telling = telling;
