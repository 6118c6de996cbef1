// @ts-check
'use strict';

// A body without an end delays neither what the status means nor the end of the process.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { closeInProcess } = require('../support/close-in-process.js');
const { flood, stall, startFaultServer } = require('../support/fault-server.js');
const { runScript } = require('../support/run-script.js');

/** The second that a body is read for, and how late a busy machine may be. */
const WITHIN_MS = 4000;

for (const [name, endless] of Object.entries({ stalls: stall, floods: flood })) {
  for (const [status, code] of /** @type {const} */ ([
    [200, undefined],
    [500, 'HTTP_ERROR'],
  ])) {
    // `closeInProcess` holds that nothing keeps the process alive.
    test(`a body that ${name} for ever delays neither what ${status} means nor the end of the process`, async (t) => {
      const server = await startFaultServer(t, { 'b-1': endless(status) });
      const outcome = await closeInProcess({ serverUrl: server.url });
      assert.deepEqual(outcome.closed, status === 200 ? ['b-1'] : [], outcome.output);
      assert.deepEqual([outcome.error?.code, outcome.statuses], [code, [status]]);
      assert.ok(outcome.tookMs < WITHIN_MS, `${outcome.tookMs} ms`);
    });
  }
}

// They wait more than they work.
describe('close()', { concurrency: true }, () => {
  test('a batch that a 200 closed is closed, even if the time ends within its body', async (t) => {
    const server = await startFaultServer(t, { 'b-1': stall(200) });
    const { result, tookMs } = await closeBatches(server, { totalTimeout: 800 });
    assert.deepEqual([result.outcome, result.status], ['closed', 200]);
    assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
  });

  test('an error is reported by its status, even if the time ends within its body', async (t) => {
    const server = await startFaultServer(t, { 'b-1': stall(403) });
    const { result, error } = await closeBatches(server, { totalTimeout: 800 });
    assert.deepEqual([error?.code, result.status], ['UNAUTHORIZED', 403]);
  });

  test("a caller's body that ignores being cancelled can't hold it up", async (t) => {
    const server = await startFaultServer(t);
    const never = () => new Promise(() => {});
    const body = { getReader: () => ({ read: never, cancel: never }) };
    /** @type {any} */
    const fetch = async () => ({ status: 200, headers: new Headers(), body });
    const { result, tookMs } = await closeBatches(server, { fetch });
    assert.equal(result.outcome, 'closed');
    assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
  });

  test("a caller's body of endless nothing can't hold it up", async () => {
    const script = `
    const { closeBatch } = require('eyes-batch-close');
    const pull = (controller) => controller.enqueue(new Uint8Array(0));
    const fetch = async () => new Response(new ReadableStream({ pull }));
    const closing = closeBatch({ fetch, apiKey: 'the-key', batchIds: ['b-1'] });
    closing.then(({ closed }) => console.log('closed', ...closed));`;
    const { stdout, status } = await runScript(script);
    assert.deepEqual([stdout, status], ['closed b-1\n', 0]);
  });
});
