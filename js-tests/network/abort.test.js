// @ts-check
'use strict';

// The caller's signal ends everything at once. What becomes of each batch is decided in tests/close/abort.rs.

const assert = require('node:assert/strict');
const { getEventListeners } = require('node:events');
const { test } = require('node:test');
const faults = require('../support/fault-server.js');
const { spyOnTimers } = require('../support/spied-timers.js');
const { runScript } = require('../support/run-script.js');
const { closeBatches } = require('../support/close.js');

const { answer, closed, hang, held, startFaultServer } = faults;

test('a signal that has aborted before lets nothing be sent', async (t) => {
  const server = await startFaultServer(t);
  const reason = new Error('changed my mind');
  const options = { batchIds: ['b-1', 'b-2'], signal: AbortSignal.abort(reason) };
  const { report, error } = await closeBatches(server, options);
  assert.equal(error?.code, 'ABORTED');
  assert.equal(error.cause, reason);
  for (const { outcome, attempts, error } of report.results) {
    assert.deepEqual([outcome, attempts, error?.code], ['aborted', 0, 'ABORTED']);
    assert.equal(error?.cause, reason);
  }
  assert.deepEqual(report.failed, ['b-1', 'b-2']);
  assert.deepEqual(server.seen, []);
});

test('a signal ends requests under way at once', async (t) => {
  const controller = new AbortController();
  const request = held(hang);
  const server = await startFaultServer(t, { '*': request.step });
  const closing = closeBatches(server, { batchIds: ['b-1', 'b-2'], signal: controller.signal });
  await request.arrived;
  const begin = performance.now();
  controller.abort();
  const { report, error } = await closing;
  assert.ok(performance.now() - begin < 3000);
  assert.equal(error?.code, 'ABORTED');
  assert.equal(/** @type {Error} */ (error.cause).name, 'AbortError');
  assert.deepEqual(
    report.results.map(({ outcome, attempts }) => [outcome, attempts]),
    [
      ['aborted', 1],
      ['aborted', 1],
    ],
  );
  assert.match(report.results[0].error?.message ?? '', /may have closed it/);
});

test('a signal ends the wait before another attempt at once', async (t) => {
  const controller = new AbortController();
  const server = await startFaultServer(t, { 'b-1': answer(503, { 'retry-after': '45' }) });
  spyOnTimers(t, (ms) => ms === 45_000 && controller.abort('enough'));
  const { result, error, tookMs } = await closeBatches(server, { signal: controller.signal });
  assert.ok(tookMs < 3000, `${tookMs} ms`);
  assert.deepEqual([result.outcome, result.status], ['aborted', 503]);
  assert.deepEqual([error?.code, error?.cause], ['ABORTED', 'enough']);
});

test("a signal ends a call whose caller's fetch ignores it", async (t) => {
  const controller = new AbortController();
  const server = await startFaultServer(t);
  const fetch = () => {
    setImmediate(() => controller.abort());
    return new Promise(() => {});
  };
  const { error, tookMs } = await closeBatches(server, { fetch, signal: controller.signal });
  assert.equal(error?.code, 'ABORTED');
  assert.ok(tookMs < 3000, `${tookMs} ms`);
});

test('an abort within onResult lets no further request begin', async (t) => {
  const controller = new AbortController();
  const server = await startFaultServer(t);
  /** @type {string[]} */
  const sent = [];
  const fetch = (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    sent.push(url);
    return globalThis.fetch(url, init);
  };
  const { report } = await closeBatches(server, {
    batchIds: ['b-1', 'b-2', 'b-3'],
    concurrency: 1,
    fetch,
    signal: controller.signal,
    onResult: () => controller.abort(),
  });
  assert.deepEqual(report.closed, ['b-1']);
  assert.equal(sent.length, 1);
});

test('a listener that does not end holds up a call that is aborted for a moment only', async (t) => {
  const controller = new AbortController();
  const server = await startFaultServer(t, { 'b-2': hang });
  const { error, tookMs } = await closeBatches(server, {
    batchIds: ['b-1', 'b-2'],
    signal: controller.signal,
    onResult({ batchId }) {
      if (batchId !== 'b-1') return undefined;
      controller.abort();
      return new Promise(() => {});
    },
  });
  assert.equal(error?.code, 'ABORTED');
  assert.ok(tookMs < 20_000, `${tookMs} ms`);
});

test('after an abort the error is ABORTED whatever else failed, and what was closed stays closed', async (t) => {
  const controller = new AbortController();
  const server = await startFaultServer(t, { 'b-1': answer(400), 'b-2': answer(401), 'b-3': hang });
  let left = 3;
  const { report, error } = await closeBatches(server, {
    batchIds: ['b-1', 'b-2', 'b-3', 'b-4'],
    signal: controller.signal,
    onResult: () => --left === 0 && controller.abort('late'),
  });
  assert.equal(error?.code, 'ABORTED');
  assert.equal(error.cause, 'late');
  const codes = [
    ['HTTP_ERROR', 'b-1'],
    ['UNAUTHORIZED', 'b-2'],
    ['ABORTED', 'b-3'],
  ];
  assert.deepEqual(
    error.errors?.map(({ code, batchId }) => [code, batchId]),
    codes,
  );
  assert.equal(error.errors?.[2].cause, 'late');
  assert.deepEqual([report.closed, report.failed], [['b-4'], ['b-1', 'b-2', 'b-3']]);
});

test('a signal that aborts after the end changes nothing', async (t) => {
  const controller = new AbortController();
  const server = await startFaultServer(t);
  const { report, error } = await closeBatches(server, { signal: controller.signal });
  controller.abort();
  assert.equal(error, undefined);
  assert.deepEqual(report.closed, ['b-1']);
});

test('a call listens to its signal once, and no longer than it lasts', async (t) => {
  const { signal } = new AbortController();
  const answered = held(closed);
  const server = await startFaultServer(t, { '*': answered.step });
  const batchIds = Array.from({ length: 20 }, (_, index) => `b-${index}`);
  const closing = closeBatches(server, { batchIds, signal, retries: 1 });
  await answered.arrived;
  assert.equal(getEventListeners(signal, 'abort').length, 1);
  answered.release();
  await closing;
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('the process ends soon after an abort', async (t) => {
  const server = await startFaultServer(t, { 'b-1': hang, 'b-2': answer(503) });
  const script = `
    const { closeBatch } = require('eyes-batch-close');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const options = JSON.parse(process.argv[1]);
    closeBatch({ ...options, signal: controller.signal }).catch((error) => {
      console.log(error.code);
      const begin = performance.now();
      process.on('exit', () => console.log(performance.now() - begin < 3000 ? 'prompt' : 'late'));
    });`;
  const data = { serverUrl: server.url, apiKey: 'the-key', batchIds: ['b-1', 'b-2'], retries: 50 };
  const { stdout, stderr } = await runScript(script, { data });
  assert.equal(stdout, 'ABORTED\nprompt\n', stderr);
});
