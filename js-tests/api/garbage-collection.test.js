// @ts-check
'use strict';

// What the garbage collector may and may not take, in processes of their own that call it themselves.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runScript } = require('../support/run-script.js');

// `collected()` resolves when the collector has taken, and finalized, an object that was dropped before the call: then it
// has done so with all others that nothing held.
const helpers = `
  const { BatchClose } = require('eyes-batch-close');
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  async function collected() {
    let isTaken = false;
    const registry = new FinalizationRegistry(() => (isTaken = true));
    (() => registry.register({}, undefined))();
    while (!isTaken) {
      gc();
      await turn();
    }
  }`;

test('a pending close() goes on when nobody else holds its object', async () => {
  const script = `${helpers}
    const answers = [];
    const fetch = () => new Promise((resolve) => answers.push(resolve));

    function begin() {
      const batch = new BatchClose({ fetch, apiKey: 'the-key', concurrency: 1 });
      return batch.setBatchIds('b-1', 'b-2').close();
    }

    (async () => {
      const closing = begin();
      const steps = [{ status: 503, headers: { 'retry-after': '0' } }, {}, {}];
      for (const step of steps) {
        await collected();
        // What the object held in WebAssembly's memory would be overwritten by these.
        for (let i = 0; i < 50; i++) new BatchClose({ batchIds: 'other' }).setUrl('other');
        await collected();
        answers.shift()(new Response('', step));
        while (answers.length === 0 && step !== steps.at(-1)) await turn();
      }
      console.log(...(await closing).closed);
    })();`;
  const { stdout, stderr } = await runScript(script, { flags: ['--expose-gc'] });
  assert.equal(stdout, 'b-1 b-2\n', stderr);
});

test('closing again and again takes no more memory each time', async () => {
  const script = `${helpers}
    const { signal } = new AbortController();
    const fetch = async () => new Response('{"ok":true}');
    const options = { fetch, signal, apiKey: 'the-key', batchIds: ['b-1', 'b-2'] };
    async function usedAfter(calls) {
      for (let i = 0; i < calls; i++) await new BatchClose(options).close();
      await collected();
      await collected();
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      return heapUsed + external + arrayBuffers;
    }
    (async () => {
      const before = await usedAfter(1000);
      console.log(Math.round(((await usedAfter(3000)) - before) / 3000));
    })();`;
  const { stdout, stderr } = await runScript(script, { flags: ['--expose-gc'] });
  assert.ok(stdout !== '' && Number(stdout) < 600, `${stdout} bytes a call\n${stderr}`);
});
