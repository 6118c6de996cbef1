// @ts-check
'use strict';

// Several batches, of which some fail: each is tried, each has its result.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { BatchClose, BatchCloseError } = require('eyes-batch-close');
const faults = require('../support/fault-server.js');
const { closeBatches } = require('../support/close.js');

const { answer, closed, hang, held, reset, startFaultServer } = faults;
const soon = { 'retry-after': '0' };

test('each batch is tried, whatever becomes of the others, and the report says it all', async (t) => {
  const server = await startFaultServer(t, {
    ok: [answer(503, soon), closed],
    missing: answer(404, soon),
    refused: answer(401),
    broken: reset,
    slow: hang,
  });
  const batchIds = ['ok', 'missing', 'refused', 'broken', 'slow', 'fine'];
  const { report, error } = await closeBatches(server, { batchIds, timeout: 800, retries: 2 });
  assert.deepEqual(
    report.results.map(({ batchId, outcome, status, attempts, error }) => [
      batchId,
      outcome,
      status,
      attempts,
      error?.code,
    ]),
    [
      ['ok', 'closed', 200, 2, undefined],
      ['missing', 'not-found', 404, 3, 'BATCH_NOT_FOUND'],
      ['refused', 'failed', 401, 1, 'UNAUTHORIZED'],
      ['broken', 'failed', undefined, 3, 'NETWORK'],
      ['slow', 'failed', undefined, 3, 'TIMEOUT'],
      ['fine', 'closed', 200, 1, undefined],
    ],
  );
  assert.deepEqual(report.closed, ['ok', 'fine']);
  assert.deepEqual(report.failed, ['missing', 'refused', 'broken', 'slow']);
  for (const { batchId, durationMs, error } of report.results) {
    assert.ok(Number.isInteger(durationMs) && durationMs >= 0);
    if (!error) continue;
    assert.ok(error instanceof BatchCloseError);
    assert.equal(error.batchId, batchId);
    assert.ok(error.message.includes(`"${batchId}"`), error.message);
    assert.deepEqual(error.report, { results: [], closed: [], failed: [] });
  }
  const slow = report.results[4];
  assert.ok(slow.durationMs >= 599, `${slow.durationMs} ms`);
  assert.equal(error?.report, report);
});

test('one failed batch rejects with its own error', async (t) => {
  const server = await startFaultServer(t, { 'b-2': answer(409, {}, 'still running') });
  const { report, error } = await closeBatches(server, { batchIds: ['b-1', 'b-2', 'b-3'] });
  assert.deepEqual([error?.code, error?.batchId, error?.status], ['HTTP_ERROR', 'b-2', 409]);
  assert.match(error?.message ?? '', /still running/);
  assert.equal(error?.errors, undefined);
  assert.equal(error?.message, report.results[1].error?.message);
});

test('several reject with CLOSE_FAILED, which holds the error of each', async (t) => {
  const batchIds = Array.from({ length: 9 }, (_, index) => `b-${index}`);
  const server = await startFaultServer(t, { '*': answer(403), 'b-4': closed });
  const { report, error } = await closeBatches(server, { batchIds });
  assert.equal(error?.code, 'CLOSE_FAILED');
  assert.deepEqual(
    error.errors?.map(({ code, batchId }) => [code, batchId]),
    report.failed.map((id) => ['UNAUTHORIZED', id]),
  );
  assert.equal(report.failed.length, 8);
  assert.match(error.message, /^8 of 9 batches were not closed/);
  assert.match(error.message, /"b-0".*\n.*"b-1".*\n/);
  assert.match(error.message, /and 3 more$/);
  assert.match(error.hint ?? '', /APPLITOOLS_API_KEY/);
});

test('an error in JSON has its message, and what became of the other batches', async (t) => {
  const server = await startFaultServer(t, { a: answer(401), b: closed });
  const { report, error } = await closeBatches(server, { batchIds: ['a', 'b'] });
  const { message, code, hint, batchId, status } = /** @type {BatchCloseError} */ (error);
  const expected = { message, code, hint, batchId, status };
  const inJson = JSON.parse(JSON.stringify(report));
  assert.deepEqual(inJson.results[0].error, expected);
  // In its report it does not say itself once more.
  delete inJson.results[0].error;
  assert.deepEqual(JSON.parse(JSON.stringify(error)), { ...expected, report: inJson });
});

test('results come in the order given, onResult hears of them in the order of their ends', async (t) => {
  const [first, second] = [held(closed), held(closed)];
  const server = await startFaultServer(t, { 'b-1': first.step, 'b-2': second.step });
  /** @type {import('eyes-batch-close').BatchResult[]} */
  const results = [];
  const release = { 'b-3': second.release, 'b-2': first.release, 'b-1': () => {} };
  const { report } = await closeBatches(server, {
    batchIds: ['b-1', 'b-2', 'b-3'],
    onResult: (result) => {
      results.push(result);
      release[/** @type {'b-1'} */ (result.batchId)]();
    },
  });
  assert.deepEqual(
    report.results.map(({ batchId }) => batchId),
    ['b-1', 'b-2', 'b-3'],
  );
  assert.deepEqual(
    results.map(({ batchId }) => batchId),
    ['b-3', 'b-2', 'b-1'],
  );
});

test('onResult hears of each batch once, with what the report says', async (t) => {
  const server = await startFaultServer(t, {
    missing: answer(404, soon),
    refused: answer(403),
    slow: hang,
  });
  /** @type {import('eyes-batch-close').BatchResult[]} */
  const results = [];
  const { report } = await closeBatches(server, {
    batchIds: ['ok', 'missing', 'refused', 'slow', 'late'],
    concurrency: 2,
    totalTimeout: 400,
    onResult: (result) => results.push(result),
  });
  const sorted = report.results.map(({ batchId }) =>
    results.find((one) => one.batchId === batchId),
  );
  assert.equal(results.length, 5);
  assert.deepEqual(sorted, report.results);
  assert.ok(results.every(({ error }) => !error || error instanceof BatchCloseError));
});

test('an onResult that throws stops nothing, and its error rejects if nothing else did', async (t) => {
  const server = await startFaultServer(t, { bad: answer(400) });
  const mistake = new Error('a mistake of its own');
  let calls = 0;
  const onResult = () => {
    calls++;
    throw mistake;
  };
  const options = { serverUrl: server.url, apiKey: 'the-key', onResult };
  const good = BatchClose.close({ ...options, batchIds: ['b-1', 'b-2', 'b-3'] });
  await assert.rejects(good, (error) => error === mistake);
  assert.equal(calls, 3);
  assert.equal(server.seen.length, 3);

  const bad = BatchClose.close({ ...options, batchIds: ['b-1', 'bad'] });
  await assert.rejects(bad, { code: 'HTTP_ERROR', batchId: 'bad' });
});

test('an onResult that throws nothing in particular still rejects', async (t) => {
  const server = await startFaultServer(t);
  const onResult = () => {
    throw undefined;
  };
  const options = { serverUrl: server.url, apiKey: 'the-key', batchIds: 'b-1', onResult };
  const thrown = await BatchClose.close(options).then(
    () => 'nothing',
    (error) => error,
  );
  assert.equal(thrown, undefined);
});

test('what onResult does to its result does not change the report', async (t) => {
  const server = await startFaultServer(t);
  const onResult = (/** @type {any} */ result) => {
    result.outcome = 'failed';
    delete result.batchId;
  };
  const { result } = await closeBatches(server, { onResult });
  assert.deepEqual([result.batchId, result.outcome], ['b-1', 'closed']);
});

test('a batch that is given twice is closed once', async (t) => {
  const server = await startFaultServer(t);
  const { report } = await closeBatches(server, { batchIds: ['b-1', ' b-1\n', 'b-2', 'b-1'] });
  assert.deepEqual(report.closed, ['b-1', 'b-2']);
  assert.equal(report.results.length, 2);
  assert.equal(server.seen.length, 2);
});

test('as many requests are under way as concurrency says, and no more', async (t) => {
  const server = await startFaultServer(t);
  const batchIds = Array.from({ length: 40 }, (_, index) => `b-${index}`);
  const limits = { 1: 1, 32: 32, default: 8 };
  for (const [concurrency, limit] of Object.entries(limits)) {
    let running = 0;
    let most = 0;
    const fetch = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return new Response();
    };
    const given = concurrency === 'default' ? {} : { concurrency: Number(concurrency) };
    const { report } = await closeBatches(server, { batchIds, fetch, ...given });
    assert.equal(report.closed.length, 40);
    assert.equal(most, limit);
  }
});
