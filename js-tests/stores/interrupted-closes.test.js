// @ts-check
'use strict';

// Who dies, and where: the batch is closed by the next call, and nothing is lost without an error. And whose clock differs.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { mark } = require('./shard-process.js');
const { CLAIM_MS, closeAndDie, NEVER, setUp, stores } = require('./claims.js');
const { startCaller } = require('./servers.js');

/** Makes a process whose clock is so many days off. @param {number} days */
const clock = (days) => [
  '--import',
  `data:text/javascript,const now = Date.now; Date.now = () => now() + ${days} * 86400000;`,
];

for (const [name, start] of Object.entries(stores)) {
  describe(name, () => {
    test('clocks that differ change nothing: the store has its own', async (t) => {
      const store = await start(t);
      const { eyes, options, closes } = await setUp(t, store.url);
      const callers = [-3, 0, 3].map((days) => startCaller(t, { execArgv: clock(days) }));
      const told = [];
      for (const [at, caller] of callers.entries()) {
        told.push(...(await caller.mark(options, [at + 1], 3)));
      }
      assert.deepEqual(
        told.map((one) => one.outcomes),
        [[], [], ['closed']],
      );

      // Nor is the claim of a closer that is at work taken for one that ran out, or one that ran out for one at work.
      eyes.state.answers = NEVER;
      void callers[1].mark(options, [2], 3);
      await eyes.nextClose();
      for (const caller of [callers[0], callers[2]]) {
        const [early] = await caller.mark({ ...options, totalTimeout: 500 }, [3], 3);
        assert.equal(early.code, 'TIMEOUT');
      }
      await callers[1].kill();
      await store.age(CLAIM_MS, 'claim-2');
      eyes.state.answers = Promise.resolve();
      assert.deepEqual((await callers[0].mark(options, [1], 3))[0].outcomes, ['closed']);
      assert.equal(closes(), 3);
    });

    test('a closer that dies in its close leaves it to a call after its claim ran out', async (t) => {
      const store = await start(t);
      const batch = await setUp(t, store.url);
      const { options, closes } = batch;
      await mark(options, 1, 2);
      assert.deepEqual(await closeAndDie(t, batch, 2, 2), []);

      const early = await mark({ ...options, totalTimeout: 500 }, 1, 2);
      assert.equal(early.code, 'TIMEOUT');
      assert.match(early.message, /another shard was still closing/);
      assert.equal(closes(), 1);

      await store.age(CLAIM_MS);
      assert.deepEqual((await mark(options, 1, 2)).outcomes, ['closed']);
      assert.equal(closes(), 2);
    });

    test('of all that call after a claim ran out, one closes at a time', async (t) => {
      const store = await start(t);
      const batch = await setUp(t, store.url);
      const { eyes, options, closes } = batch;
      await mark(options, 1, 3);
      await mark(options, 2, 3);
      await closeAndDie(t, batch, 3, 3);
      await store.age(CLAIM_MS);

      /** @type {() => void} */
      let release = () => {};
      eyes.state.answers = new Promise((resolve) => (release = () => resolve(undefined)));
      const calls = [1, 2, 3].map((shard) => mark(options, shard, 3));
      await eyes.nextClose();
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(closes(), 2);
      release();
      const told = await Promise.all(calls);
      assert.deepEqual(
        told.map((one) => one.outcomes),
        [['closed'], ['closed'], ['closed']],
      );
    });

    test('a batch that was closed before its closer died is no failure of the next call', async (t) => {
      const store = await start(t);
      const batch = await setUp(t, store.url);
      const { eyes, options, closes } = batch;
      await mark(options, 1, 2);
      await closeAndDie(t, batch, 2, 2);
      await store.age(CLAIM_MS);
      eyes.state.status = 404;
      const told = await mark(options, 2, 2);
      assert.deepEqual([told.code, told.outcomes], [undefined, ['not-found']]);
      assert.ok(closes() > 1);
    });

    test('a batch that the server does not know is an error of each call', async (t) => {
      const store = await start(t);
      const { eyes, options } = await setUp(t, store.url);
      eyes.state.status = 404;
      for (let call = 0; call < 2; call += 1) {
        assert.equal((await mark(options, 1, 1)).code, 'BATCH_NOT_FOUND');
      }
    });

    test('a shard that is aborted while it waits for another one sends nothing', async (t) => {
      const store = await start(t);
      const { eyes, options, closes } = await setUp(t, store.url);
      eyes.state.answers = NEVER;
      const closer = startCaller(t);
      void closer.mark(options, [1], 1);
      await eyes.nextClose();
      const told = await mark({ ...options, signal: AbortSignal.timeout(500) }, 1, 1);
      assert.deepEqual([told.code, told.outcomes], ['ABORTED', ['aborted']]);
      assert.equal(closes(), 1);
    });

    test('a closer that is aborted leaves the batch to a further call', async (t) => {
      const store = await start(t);
      const { eyes, options, closes } = await setUp(t, store.url);
      eyes.state.answers = NEVER;
      const stop = new AbortController();
      const closing = mark({ ...options, signal: stop.signal }, 1, 1);
      await eyes.nextClose();
      stop.abort();
      assert.equal((await closing).code, 'ABORTED');
      eyes.state.answers = Promise.resolve();
      assert.deepEqual((await mark(options, 1, 1)).outcomes, ['closed']);
      assert.equal(closes(), 2);
    });

    test('a close that fails is tried again by a further call', async (t) => {
      const store = await start(t);
      const { eyes, options, closes } = await setUp(t, store.url);
      await mark(options, 1, 2);
      eyes.state.status = 500;
      const failed = await mark(options, 2, 2);
      assert.deepEqual([failed.code, failed.outcomes], ['HTTP_ERROR', ['failed']]);
      eyes.state.status = 200;
      assert.deepEqual((await mark(options, 2, 2)).outcomes, ['closed']);
      assert.equal(closes(), 2);
    });
  });
}
