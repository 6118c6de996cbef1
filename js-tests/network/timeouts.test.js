// @ts-check
'use strict';

// Whatever hangs, `close()` ends: `timeout` for an attempt, `totalTimeout` for all of it. Which batch comes to what is
// decided in tests/close/budget.rs.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const faults = require('../support/fault-server.js');
const { closeBatches } = require('../support/close.js');

const { closed, hang, startFaultServer } = faults;

/** How late a busy machine may be. */
const SLACK_MS = 3000;

// They wait more than they work.
describe('close()', { concurrency: true }, () => {
  test('an attempt without an answer is over after its timeout, and tried again', async (t) => {
    const server = await startFaultServer(t, { passing: [hang, closed], lasting: hang });
    const batchIds = ['passing', 'lasting'];
    const { report, error, tookMs } = await closeBatches(server, {
      batchIds,
      timeout: 500,
      retries: 1,
    });
    assert.deepEqual(
      report.results.map(({ outcome, attempts, status }) => [outcome, attempts, status]),
      [
        ['closed', 2, 200],
        ['failed', 2, undefined],
      ],
    );
    assert.equal(error?.code, 'TIMEOUT');
    assert.match(error.message, /no answer within timeout \(500 ms\) \(after 2 attempts\)/);
    assert.ok(tookMs >= 999 && tookMs < 1200 + SLACK_MS, `${tookMs} ms`);
  });

  test('nothing outlives the total timeout', async (t) => {
    const server = await startFaultServer(t, { '*': hang });
    const batchIds = Array.from({ length: 10 }, (_, index) => `b-${index}`);
    const options = { batchIds, concurrency: 3, totalTimeout: 800 };
    const { report, error, tookMs } = await closeBatches(server, options);
    assert.ok(tookMs >= 799 && tookMs < 800 + SLACK_MS, `${tookMs} ms`);
    assert.equal(error?.code, 'CLOSE_FAILED');
    for (const [index, { outcome, attempts, error }] of report.results.entries()) {
      assert.deepEqual([outcome, error?.code], ['failed', 'TIMEOUT']);
      assert.equal(attempts, index < 3 ? 1 : 0);
      assert.match(error?.message ?? '', /totalTimeout \(800 ms\)/);
      assert.match(error?.message ?? '', index < 3 ? /may have closed/ : /nothing was sent/);
    }
    assert.equal(server.seen.length, 3);
  });

  test("a caller's fetch that ignores its signal can't hold close() beyond its times", async (t) => {
    const server = await startFaultServer(t);
    const fetch = () => new Promise(() => {});
    const one = await closeBatches(server, { fetch, timeout: 100, retries: 1 });
    assert.deepEqual([one.error?.code, one.result.attempts], ['TIMEOUT', 2]);
    assert.ok(one.tookMs < 400 + SLACK_MS, `${one.tookMs} ms`);

    const all = await closeBatches(server, { fetch, totalTimeout: 200 });
    assert.deepEqual([all.error?.code, all.result.attempts], ['TIMEOUT', 1]);
    assert.ok(all.tookMs < 200 + SLACK_MS, `${all.tookMs} ms`);
  });

  test("an attempt that is over aborts its request, and the caller's fetch hears of it", async (t) => {
    const server = await startFaultServer(t, { 'b-1': hang });
    /** @type {AbortSignal[]} */
    const signals = [];
    const fetch = (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
      signals.push(/** @type {AbortSignal} */ (init.signal));
      return globalThis.fetch(url, init);
    };
    await closeBatches(server, { fetch, timeout: 300, retries: 1 });
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, true],
    );
  });
});
