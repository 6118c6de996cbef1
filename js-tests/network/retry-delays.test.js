// @ts-check
'use strict';

// How long to wait before another attempt. The table of what Retry-After may say, the jitter and the limits are in
// tests/close/retries.rs and tests/close/budget.rs: here are real clocks, real headers and real randomness.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { answer, closed, reset, startFaultServer } = require('../support/fault-server.js');
const { spyOnTimers } = require('../support/spied-timers.js');

/** @param {string} retryAfter */
const busy = (retryAfter, status = 503) => answer(status, { 'retry-after': retryAfter });

// They wait more than they work.
describe('Retry-After', { concurrency: true }, () => {
  test('in seconds is waited for', async (t) => {
    const server = await startFaultServer(t, { 'b-1': [busy(' 1 '), closed] });
    const { result } = await closeBatches(server);
    assert.equal(result.outcome, 'closed');
    const [first, second] = server.seen;
    assert.ok(second.at - first.at >= 999, `${second.at - first.at} ms`);
  });

  test('as a date is waited for', async (t) => {
    let arrived = 0;
    const date = new Date(Date.now() + 2000).toUTCString();
    const second = (/** @type {import('../support/fault-server.js').Exchange} */ exchange) => {
      arrived = Date.now();
      closed(exchange);
    };
    const server = await startFaultServer(t, { 'b-1': [busy(date), second] });
    const { result } = await closeBatches(server);
    assert.equal(result.outcome, 'closed');
    assert.ok(arrived >= Date.parse(date) - 1, `${arrived} is before ${date}`);
  });

  test('that is neither seconds nor a date is ignored', async (t) => {
    const values = ['+5', 'Infinity', 'Sun, 06 Nov 2994', '2994-11-06T08:49:37Z'];
    const batchIds = values.map((value) => `after ${value}`);
    const steps = batchIds.map((id) => [id, [busy(id.slice(6)), closed]]);
    const server = await startFaultServer(t, Object.fromEntries(steps));
    const { report, tookMs } = await closeBatches(server, { batchIds });
    assert.deepEqual(report.closed, batchIds);
    assert.ok(tookMs < 5000, `${tookMs} ms`);
  });

  test('of a 404 that would pass the budget leaves the batch not found', async (t) => {
    const server = await startFaultServer(t, { 'b-1': busy('30', 404) });
    const { result, error } = await closeBatches(server, { totalTimeout: 20_000 });
    assert.deepEqual([result.outcome, error?.code], ['not-found', 'BATCH_NOT_FOUND']);
  });
});

test('Retry-After of more than a minute is a minute', async (t) => {
  const controller = new AbortController();
  const server = await startFaultServer(t, { 'b-1': busy('86400') });
  const delays = spyOnTimers(t, (ms) => ms > 50_000 && ms < 200_000 && controller.abort());
  const { result } = await closeBatches(server, {
    totalTimeout: 1_000_000,
    signal: controller.signal,
  });
  assert.equal(result.outcome, 'aborted');
  assert.ok(delays.includes(60_000), `${delays}`);
});

test('a wait that would pass the budget is not begun: the last error is reported', async (t) => {
  const server = await startFaultServer(t, { 'b-1': busy('30') });
  const { result, error, tookMs } = await closeBatches(server, { totalTimeout: 20_000 });
  assert.ok(tookMs < 5000, `${tookMs} ms`);
  assert.deepEqual([result.outcome, result.attempts], ['failed', 1]);
  assert.deepEqual([error?.code, error?.status], ['HTTP_ERROR', 503]);
});

test('there is one attempt more than retries, whatever fails', async (t) => {
  const kinds = { busy: busy('0'), reset, 'not found': busy('0', 404) };
  for (const retries of [0, 1]) {
    const server = await startFaultServer(t, kinds);
    const { report } = await closeBatches(server, { batchIds: Object.keys(kinds), retries });
    for (const { batchId, attempts, outcome } of report.results) {
      assert.equal(attempts, retries + 1, batchId);
      assert.equal(outcome, batchId === 'not found' ? 'not-found' : 'failed');
      const seen = server.seen.filter((request) => request.batchId === batchId);
      assert.equal(seen.length, attempts, batchId);
    }
  }
});

test('delays without Retry-After grow, and differ from batch to batch', async (t) => {
  const server = await startFaultServer(t, { '*': answer(503) });
  const batchIds = Array.from({ length: 24 }, (_, index) => `b-${index}`);
  const delays = spyOnTimers(t);
  const { report } = await closeBatches(server, { batchIds, concurrency: 24, retries: 3 });
  assert.ok(report.results.every(({ attempts }) => attempts === 4));
  // Up to 200, 400 and 800 ms; the timers of attempts and of the call are longer.
  const waits = delays.filter((ms) => ms <= 800);
  assert.ok(new Set(waits.map(Math.round)).size > 20, `${waits}`);
  const long = waits.filter((ms) => ms > 200);
  assert.ok(long.length > 0 && long.length <= 48, `${waits}`);
});
