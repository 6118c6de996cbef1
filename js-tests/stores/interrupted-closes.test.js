// @ts-check
'use strict';

// A closer that dies, is aborted or fails: a further call closes the batch, and none closes it while another does.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { CLAIM_MS, closeAndDie, NEVER, setUp, stores } = require('./claims.js');
const { closeAsShard, startShardProcess } = require('./shard-process.js');

/** Makes a process whose clock is so many days off. @param {number} days */
const clock = (days) => [
  '--import',
  `data:text/javascript,const now = Date.now; Date.now = () => now() + ${days} * 86400000;`,
];

for (const [name, start] of Object.entries(stores)) {
  describe(name, () => {
    test('shards whose clocks differ by days close once', async (t) => {
      const store = await start(t);
      const { eyes, options, closes } = await setUp(t, store.url);
      const processes = [-3, 0, 3].map((days) => startShardProcess(t, { execArgv: clock(days) }));
      const results = [];
      for (const [at, each] of processes.entries()) {
        results.push(...(await each.closeAsShards(options, [at + 1], 3)));
      }
      assert.deepEqual(
        results.map((one) => one.outcomes),
        [[], [], ['closed']],
      );

      // Nor is the claim of a closer that is at work taken for one that ran out, or one that ran out for one at work.
      eyes.state.answers = NEVER;
      void processes[1].closeAsShards(options, [2], 3);
      await eyes.nextClose();
      for (const each of [processes[0], processes[2]]) {
        const [early] = await each.closeAsShards({ ...options, totalTimeout: 500 }, [3], 3);
        assert.equal(early.code, 'TIMEOUT');
      }
      await processes[1].kill();
      await store.age(CLAIM_MS, 'claim-2');
      eyes.state.answers = Promise.resolve();
      assert.deepEqual((await processes[0].closeAsShards(options, [1], 3))[0].outcomes, ['closed']);
      assert.equal(closes(), 3);
    });

    test('a closer that dies in its close leaves it to a call after its claim ran out', async (t) => {
      const store = await start(t);
      const batch = await setUp(t, store.url);
      const { options, closes } = batch;
      await closeAsShard(options, 1, 2);
      assert.deepEqual(await closeAndDie(t, batch, 2, 2), []);

      const early = await closeAsShard({ ...options, totalTimeout: 500 }, 1, 2);
      assert.equal(early.code, 'TIMEOUT');
      assert.match(`${early.message}`, /another shard was still closing/);
      assert.equal(closes(), 1);

      await store.age(CLAIM_MS);
      assert.deepEqual((await closeAsShard(options, 1, 2)).outcomes, ['closed']);
      assert.equal(closes(), 2);
    });

    test('of all that call after a claim ran out, one closes at a time', async (t) => {
      const store = await start(t);
      const batch = await setUp(t, store.url);
      const { eyes, options, closes } = batch;
      await closeAsShard(options, 1, 3);
      await closeAsShard(options, 2, 3);
      await closeAndDie(t, batch, 3, 3);
      await store.age(CLAIM_MS);

      /** @type {() => void} */
      let release = () => {};
      eyes.state.answers = new Promise((resolve) => (release = () => resolve(undefined)));
      const calls = [1, 2, 3].map((shard) => closeAsShard(options, shard, 3));
      await eyes.nextClose();
      const impatient = await closeAsShard({ ...options, totalTimeout: 500 }, 3, 3);
      assert.equal(impatient.code, 'TIMEOUT');
      assert.equal(closes(), 2);
      release();
      const results = await Promise.all(calls);
      assert.deepEqual(
        results.map((one) => one.outcomes),
        [['closed'], ['closed'], ['closed']],
      );
      assert.equal(eyes.mostOpen(), 1);
    });

    test('a batch that was closed before its closer died is no failure of the next call', async (t) => {
      const store = await start(t);
      const batch = await setUp(t, store.url);
      const { eyes, options, closes } = batch;
      await closeAsShard(options, 1, 2);
      await closeAndDie(t, batch, 2, 2);
      await store.age(CLAIM_MS);
      eyes.state.status = 404;
      const result = await closeAsShard(options, 2, 2);
      assert.deepEqual([result.code, result.outcomes], [undefined, ['not-found']]);
      assert.ok(closes() > 1);
    });

    test('a batch that the server does not know is an error of each call', async (t) => {
      const store = await start(t);
      const { eyes, options } = await setUp(t, store.url);
      eyes.state.status = 404;
      for (let call = 0; call < 2; call += 1) {
        assert.equal((await closeAsShard(options, 1, 1)).code, 'BATCH_NOT_FOUND');
      }
    });

    test('a shard that is aborted while it waits for another one sends nothing', async (t) => {
      const store = await start(t);
      const { eyes, options, closes } = await setUp(t, store.url);
      eyes.state.answers = NEVER;
      const closer = startShardProcess(t);
      void closer.closeAsShards(options, [1], 1);
      await eyes.nextClose();
      const result = await closeAsShard({ ...options, signal: AbortSignal.timeout(500) }, 1, 1);
      assert.deepEqual([result.code, result.outcomes], ['ABORTED', ['aborted']]);
      assert.equal(closes(), 1);
    });

    test('a closer that is aborted leaves the batch to a further call', async (t) => {
      const store = await start(t);
      const { eyes, options, closes } = await setUp(t, store.url);
      eyes.state.answers = NEVER;
      const stop = new AbortController();
      const closing = closeAsShard({ ...options, signal: stop.signal }, 1, 1);
      await eyes.nextClose();
      stop.abort();
      assert.equal((await closing).code, 'ABORTED');
      eyes.state.answers = Promise.resolve();
      assert.deepEqual((await closeAsShard(options, 1, 1)).outcomes, ['closed']);
      assert.equal(closes(), 2);
    });

    test('a close that fails is tried again by a further call', async (t) => {
      const store = await start(t);
      const { eyes, options, closes } = await setUp(t, store.url);
      await closeAsShard(options, 1, 2);
      eyes.state.status = 500;
      const failed = await closeAsShard(options, 2, 2);
      assert.deepEqual([failed.code, failed.outcomes], ['HTTP_ERROR', ['failed']]);
      eyes.state.status = 200;
      assert.deepEqual((await closeAsShard(options, 2, 2)).outcomes, ['closed']);
      assert.equal(closes(), 2);
    });
  });
}
