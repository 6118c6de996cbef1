// @ts-check
'use strict';

// How long to wait before another attempt: Retry-After, and the budget.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { setTimeout: delay } = require('node:timers/promises');
const { answer, closed, reset, startFaultServer } = require('../support/fault-server.js');
const { closeBatches } = require('../support/close.js');

/** @param {string} retryAfter */
const busy = (retryAfter, status = 503) => answer(status, { 'retry-after': retryAfter });

// They wait more than they work.
describe('waits', { concurrency: true }, () => {
  test('Retry-After in seconds is waited for, whatever failed', async (t) => {
    const script = { 429: [busy('1', 429), closed], 404: [busy('1', 404), closed] };
    const server = await startFaultServer(t, { ...script, 503: [busy(' 1 '), closed] });
    const batchIds = ['404', '429', '503'];
    const { report } = await closeBatches(server, { batchIds });
    assert.deepEqual(report.closed, batchIds);
    for (const id of batchIds) {
      const [first, second] = server.seen.filter(({ batchId }) => batchId === id);
      assert.ok(second.at - first.at >= 999, `${id}: ${second.at - first.at} ms`);
    }
  });

  test('Retry-After as a date is waited for', async (t) => {
    let came = 0;
    const date = new Date(Date.now() + 2000).toUTCString();
    const second = (/** @type {import('../support/fault-server.js').Exchange} */ exchange) => {
      came = Date.now();
      closed(exchange);
    };
    const server = await startFaultServer(t, { 'b-1': [busy(date), second] });
    const { result } = await closeBatches(server);
    assert.equal(result.outcome, 'closed');
    assert.ok(came >= Date.parse(date) - 1, `${came} is before ${date}`);
  });

  test('a Retry-After that is garbage, negative or in the past is ignored', async (t) => {
    const values = ['+5', 'soon', '-5', '1.5', '1e3', '0x10', 'Infinity', '5 minutes', 'NaN'];
    const dates = ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 2994', '2994-11-06T08:49:37Z'];
    const batchIds = [...values, ...dates].map((value) => `after ${value}`);
    const steps = batchIds.map((id) => [id, [busy(id.slice(6)), closed]]);
    const server = await startFaultServer(t, Object.fromEntries(steps));
    const { report, tookMs } = await closeBatches(server, { batchIds, concurrency: 32 });
    assert.deepEqual(report.closed, batchIds);
    assert.ok(tookMs < 5000, `${tookMs} ms`);
  });

  test('a Retry-After of more than a minute is a minute', async (t) => {
    const far = new Date(Date.now() + 3_600_000).toUTCString();
    const script = { seconds: busy('86400'), date: busy(far), digits: busy('9'.repeat(40)) };
    const server = await startFaultServer(t, script);
    const batchIds = Object.keys(script);

    const tooShort = await closeBatches(server, { batchIds, totalTimeout: 59_000 });
    assert.ok(tooShort.tookMs < 5000, `${tooShort.tookMs} ms`);
    assert.equal(server.seen.length, 3);

    const controller = new AbortController();
    const long = closeBatches(server, {
      batchIds,
      totalTimeout: 70_000,
      signal: controller.signal,
    });
    // All it does in this time, were it not to wait, is to end at once.
    await Promise.race([long, delay(300)]);
    controller.abort();
    const { report } = await long;
    assert.ok(report.results.every(({ outcome }) => outcome === 'aborted'));
  });

  test('a wait that would pass the budget is not begun: the last error is reported', async (t) => {
    const server = await startFaultServer(t, { 'b-1': busy('30') });
    const { result, error, tookMs } = await closeBatches(server, { totalTimeout: 20_000 });
    assert.ok(tookMs < 5000, `${tookMs} ms`);
    assert.deepEqual([result.outcome, result.attempts], ['failed', 1]);
    assert.deepEqual([error?.code, error?.status], ['HTTP_ERROR', 503]);
  });

  test('a batch not found whose wait would pass the budget is not found', async (t) => {
    const server = await startFaultServer(t, { 'b-1': busy('30', 404) });
    const { result, error } = await closeBatches(server, { totalTimeout: 20_000 });
    assert.deepEqual([result.outcome, error?.code], ['not-found', 'BATCH_NOT_FOUND']);
  });

  test('there is one attempt more than retries, whatever fails', async (t) => {
    const kinds = { busy: busy('0'), reset, 'not found': busy('0', 404) };
    for (const retries of [0, 1]) {
      const server = await startFaultServer(t, kinds);
      const { report } = await closeBatches(server, { batchIds: Object.keys(kinds), retries });
      for (const { batchId, attempts } of report.results) {
        assert.equal(attempts, retries + 1, batchId);
        const seen = server.seen.filter((request) => request.batchId === batchId);
        assert.equal(seen.length, attempts, batchId);
      }
    }
  });

  test('delays grow, and differ from batch to batch', async (t) => {
    const server = await startFaultServer(t, { '*': answer(503) });
    const batchIds = Array.from({ length: 24 }, (_, index) => `b-${index}`);
    const { report } = await closeBatches(server, { batchIds, concurrency: 24, retries: 3 });
    assert.ok(report.results.every(({ attempts }) => attempts === 4));
    const gaps = batchIds.map((id) => {
      const times = server.seen.filter(({ batchId }) => batchId === id).map(({ at }) => at);
      return [times[1] - times[0], times[3] - times[2]];
    });
    const sum = (/** @type {number} */ at) => gaps.reduce((all, gap) => all + gap[at], 0);
    assert.ok(sum(1) > sum(0), `${sum(0)} and then ${sum(1)} ms`);
    const firsts = gaps.map(([first]) => first);
    assert.ok(Math.max(...firsts) - Math.min(...firsts) > 20, `${firsts}`);
  });
});
