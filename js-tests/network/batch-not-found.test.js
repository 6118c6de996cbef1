// @ts-check
'use strict';

// 404: the server knows no active batch with this ID. When it is asked again is decided in tests/close/retries.rs.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { answer, closed, reset, startFaultServer } = require('../support/fault-server.js');
const { closeBatches } = require('../support/close.js');

const soon = { 'retry-after': '0' };
const missing = answer(404, soon, 'no such batch');

test('404 is tried again twice, then the batch is not found', async (t) => {
  const server = await startFaultServer(t, { 'b-1': missing });
  const { report, result, error } = await closeBatches(server);
  assert.deepEqual([result.outcome, result.attempts, result.status], ['not-found', 3, 404]);
  assert.deepEqual([error?.code, error?.status, error?.batchId], ['BATCH_NOT_FOUND', 404, 'b-1']);
  assert.match(error?.message ?? '', /no such batch/);
  assert.match(error?.hint ?? '', /APPLITOOLS_BATCH_ID/);
  assert.deepEqual([report.closed, report.failed], [[], ['b-1']]);
  assert.equal(server.seen.length, 3);
});

test('404 among other failures counts by itself', async (t) => {
  const steps = [missing, answer(500, soon), missing, answer(500, soon), missing, closed];
  const server = await startFaultServer(t, { 'b-1': steps });
  const { result } = await closeBatches(server);
  assert.deepEqual([result.outcome, result.attempts], ['not-found', 5]);
});

test('with ignoreMissing a batch not found is no failure, and neither closed nor failed', async (t) => {
  const server = await startFaultServer(t, { 'b-1': missing });
  const batchIds = ['b-1', 'b-2'];
  const { report, error } = await closeBatches(server, { batchIds, ignoreMissing: true });
  assert.equal(error, undefined);
  const { durationMs, ...result } = report.results[0];
  assert.ok(durationMs >= 0);
  assert.deepEqual(result, { batchId: 'b-1', outcome: 'not-found', status: 404, attempts: 3 });
  assert.deepEqual([report.closed, report.failed], [['b-2'], []]);
});

test('a batch not found after a lost answer may have been closed, and the message says so', async (t) => {
  const server = await startFaultServer(t, { 'b-1': [reset, missing] });
  const { result, error } = await closeBatches(server);
  assert.deepEqual([result.outcome, result.attempts], ['not-found', 4]);
  assert.match(error?.message ?? '', /answer was lost, may have closed it/);
});

test('a batch not found after answers that came is not reported as possibly closed', async (t) => {
  const server = await startFaultServer(t, { 'b-1': [answer(500, soon), missing] });
  const { error } = await closeBatches(server);
  assert.equal(error?.code, 'BATCH_NOT_FOUND');
  assert.doesNotMatch(error?.message ?? '', /lost/);
});
