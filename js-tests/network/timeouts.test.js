// @ts-check
'use strict';

// Whatever hangs, `close()` ends: `timeout` for an attempt, `totalTimeout` for all of it.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { closeInProcess } = require('../support/close-in-process.js');
const faults = require('../support/fault-server.js');
const { runScript } = require('../support/run-script.js');
const { closeBatches } = require('../support/close.js');

const { answer, closed, flood, hang, later, stall, startFaultServer } = faults;

/** How late a busy machine may be. */
const SLACK_MS = 3000;

// They wait more than they work.
describe('time', { concurrency: true }, () => {
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

  test('an answer that takes its time within the timeout is none the worse', async (t) => {
    const server = await startFaultServer(t, { 'b-1': later(150, closed) });
    const { result } = await closeBatches(server, { timeout: 5000 });
    assert.deepEqual([result.outcome, result.attempts], ['closed', 1]);
    assert.ok(result.durationMs >= 149);
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

  test("a caller's body that ignores being cancelled can't hold close() either", async (t) => {
    const server = await startFaultServer(t);
    const never = () => new Promise(() => {});
    const body = { getReader: () => ({ read: never, cancel: never }) };
    /** @type {any} */
    const fetch = async () => ({ status: 200, headers: new Headers(), body });
    const { result, tookMs } = await closeBatches(server, { fetch });
    assert.equal(result.outcome, 'closed');
    assert.ok(tookMs < 1000 + SLACK_MS, `${tookMs} ms`);
  });

  test("a caller's body of endless nothing can't hold close() either", async () => {
    const script = `
    const { closeBatch } = require('eyes-batch-close');
    const pull = (controller) => controller.enqueue(new Uint8Array(0));
    const fetch = async () => new Response(new ReadableStream({ pull }));
    const closing = closeBatch({ fetch, apiKey: 'the-key', batchIds: ['b-1'] });
    closing.then(({ closed }) => console.log('closed', ...closed));`;
    const { stdout, status } = await runScript(script);
    assert.deepEqual([stdout, status], ['closed b-1\n', 0]);
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

  for (const status of [200, 500]) {
    test(`a body that stalls for ever does not delay what ${status} means`, async (t) => {
      const server = await startFaultServer(t, { 'b-1': stall(status) });
      const { result, error, tookMs } = await closeBatches(server, { retries: 0 });
      assert.equal(result.status, status);
      assert.equal(error?.code, status === 200 ? undefined : 'HTTP_ERROR');
      assert.ok(tookMs < 1000 + SLACK_MS, `${tookMs} ms`);
    });
  }

  test('a batch that a 200 closed is closed, even if the time ends within its body', async (t) => {
    const server = await startFaultServer(t, { 'b-1': stall(200) });
    const { result, tookMs } = await closeBatches(server, { totalTimeout: 800 });
    assert.deepEqual([result.outcome, result.status], ['closed', 200]);
    assert.ok(tookMs < 800 + SLACK_MS, `${tookMs} ms`);
  });

  test('an error is told by its status, even if the time ends within its body', async (t) => {
    const server = await startFaultServer(t, { 'b-1': stall(403) });
    const { result, error } = await closeBatches(server, { totalTimeout: 800 });
    assert.deepEqual([error?.code, result.status], ['UNAUTHORIZED', 403]);
  });
});

for (const status of [200, 500]) {
  test(`a body that floods for ever does not delay what ${status} means`, async (t) => {
    const server = await startFaultServer(t, { 'b-1': flood(status) });
    const { result, error, tookMs } = await closeBatches(server, { retries: 0 });
    assert.equal(result.status, status);
    assert.equal(error?.code, status === 200 ? undefined : 'HTTP_ERROR');
    assert.ok(tookMs < 1000 + SLACK_MS, `${tookMs} ms`);
  });
}

// `closing` holds that the process ends soon after.
for (const [what, step] of Object.entries({ stalls: stall(200), floods: flood(200) })) {
  test(`the process ends after success though a body ${what} for ever`, async (t) => {
    const server = await startFaultServer(t, { 'b-1': step });
    const { closed: ids, output } = await closeInProcess({ serverUrl: server.url });
    assert.deepEqual(ids, ['b-1'], output);
  });
}

for (const [what, step] of Object.entries({ stalls: stall(500), floods: flood(500) })) {
  test(`the process ends after an error though a body ${what} for ever`, async (t) => {
    const server = await startFaultServer(t, { 'b-1': step });
    const { error, output } = await closeInProcess({ serverUrl: server.url });
    assert.equal(error?.code, 'HTTP_ERROR', output);
  });
}

test('the process ends after a timeout though the server hangs', async (t) => {
  const server = await startFaultServer(t, { 'b-1': hang });
  const { error, output } = await closeInProcess({
    serverUrl: server.url,
    timeout: 100,
    retries: 1,
  });
  assert.equal(error?.code, 'TIMEOUT', output);
});

test('the process does not end while a close waits', async (t) => {
  const server = await startFaultServer(t, { 'b-1': [answer(503), later(50, closed)] });
  const { closed: ids, output } = await closeInProcess({ serverUrl: server.url, retries: 1 });
  assert.deepEqual(ids, ['b-1'], output);
});
