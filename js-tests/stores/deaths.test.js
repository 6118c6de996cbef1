// @ts-check
'use strict';

// Who dies, and where: the batch is closed by the next call, and nothing is lost without an error. And whose clock differs.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { createClient } = require('redis');
const { mark } = require('./caller.js');
const { startCaller, startEyes, startFolder, startRedis, startWay } = require('./servers.js');

const CLAIM_MS = 180_000;
const NEVER = new Promise(() => {});

/**
 * @param {import('node:test').TestContext} t
 * @param {string} store
 */
async function setUp(t, store) {
  const eyes = await startEyes(t);
  const options = {
    store,
    batchIds: 'nightly',
    serverUrl: eyes.url,
    apiKey: 'the-key',
    retries: 0,
    totalTimeout: 5000,
  };
  return { eyes, options, closes: () => eyes.closes('nightly') };
}

/** The stores, and how the claims in one are made older. */
const stores = {
  async Redis(/** @type {import('node:test').TestContext} */ t) {
    const redis = await startRedis(t);
    return {
      url: redis.url,
      age: (/** @type {number} */ ms, claim = 'claim-1') => ageInRedis(redis.url, ms, claim),
    };
  },
  async 'a folder'(/** @type {import('node:test').TestContext} */ t) {
    const { url, folder } = startFolder(t);
    return {
      url,
      age: async (/** @type {number} */ ms, claim = 'claim-1') => ageInFolder(folder, ms, claim),
    };
  },
};

/** @param {string} url @param {number} ms @param {string} claim */
async function ageInRedis(url, ms, claim) {
  const client = await createClient({ url }).connect();
  for (const key of await client.keys('eyes-batch-close:*')) {
    const [time, value] = String(await client.hGet(key, claim)).split(' ');
    await client.hSet(key, claim, `${Number(time) - ms} ${value}`);
  }
  client.destroy();
}

/** @param {string} folder @param {number} ms @param {string} claim */
function ageInFolder(folder, ms, claim) {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (path.basename(name) !== claim) continue;
    const file = path.join(folder, name);
    const seconds = (fs.statSync(file).mtimeMs - ms) / 1000;
    fs.utimesSync(file, seconds, seconds);
  }
}

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
      const { eyes, options, closes } = await setUp(t, store.url);
      await mark(options, 1, 2);
      eyes.state.answers = NEVER;
      const closer = startCaller(t);
      const lost = closer.mark(options, [2], 2);
      await eyes.nextClose();
      await closer.kill();
      assert.deepEqual(await lost, []);
      eyes.state.answers = Promise.resolve();

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
      const { eyes, options, closes } = await setUp(t, store.url);
      await mark(options, 1, 3);
      await mark(options, 2, 3);
      eyes.state.answers = NEVER;
      const closer = startCaller(t);
      void closer.mark(options, [3], 3);
      await eyes.nextClose();
      await closer.kill();
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
      const { eyes, options, closes } = await setUp(t, store.url);
      await mark(options, 1, 2);
      eyes.state.answers = NEVER;
      const closer = startCaller(t);
      void closer.mark(options, [2], 2);
      await eyes.nextClose();
      await closer.kill();
      await store.age(CLAIM_MS);
      eyes.state.answers = Promise.resolve();
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

describe('Redis', () => {
  for (const [what, scripts] of /** @type {[string, number][]} */ ([
    ['between its mark and its claim', 2],
    ['between its close and recording it', 3],
  ])) {
    test(`a shard killed ${what} leaves the batch to a further call`, async (t) => {
      const redis = await startRedis(t);
      const { eyes, options, closes } = await setUp(t, redis.url);
      await mark(options, 1, 2);
      /** @type {() => void} */
      let reached = () => {};
      const stuck = new Promise((resolve) => (reached = () => resolve(undefined)));
      const way = await startWay(t, redis.port, ({ said, isAnswer }) => {
        if (isAnswer || said.split('HSETNX').length - 1 < scripts) return Promise.resolve();
        reached();
        return NEVER;
      });
      const closer = startCaller(t);
      void closer.mark({ ...options, store: way.url }, [2], 2);
      await stuck;
      await closer.kill();
      assert.equal(closes(), scripts - 2);
      if (scripts === 3) {
        eyes.state.status = 404;
        await ageInRedis(redis.url, CLAIM_MS, 'claim-1');
      }
      const told = await mark(options, 1, 2);
      assert.deepEqual(
        [told.code, told.outcomes],
        [undefined, [scripts === 3 ? 'not-found' : 'closed']],
      );
    });
  }

  test('a shard that was about to close does so if the one that was faster failed', async (t) => {
    const redis = await startRedis(t);
    const { eyes, options, closes } = await setUp(t, redis.url);
    await mark(options, 1, 2);
    /** @type {() => void} */
    let reached = () => {};
    /** @type {() => void} */
    let goOn = () => {};
    const stuck = new Promise((resolve) => (reached = () => resolve(undefined)));
    const held = new Promise((resolve) => (goOn = () => resolve(undefined)));
    const way = await startWay(t, redis.port, ({ said, isAnswer }) => {
      if (isAnswer || said.split('HSETNX').length - 1 < 2) return Promise.resolve();
      reached();
      return held;
    });
    const slow = mark({ ...options, store: way.url }, 2, 2);
    await stuck;
    eyes.state.status = 500;
    assert.equal((await mark(options, 1, 2)).code, 'HTTP_ERROR');
    eyes.state.status = 200;
    goOn();
    assert.deepEqual((await slow).outcomes, ['closed']);
    assert.equal(closes(), 2);
  });

  test('that dies in the middle fails calls that are under way, and none hangs', async (t) => {
    const redis = await startRedis(t);
    const { options, closes } = await setUp(t, redis.url);
    const callers = Array.from({ length: 4 }, () => startCaller(t));
    const shards = Array.from({ length: 32 }, (_, at) => at + 1);
    let answers = 0;
    const way = await startWay(t, redis.port, async ({ isAnswer }) => {
      if (isAnswer) answers += 1;
      if (answers === 40) await redis.kill();
    });
    const calls = callers.map((caller, at) =>
      caller.mark(
        { ...options, store: way.url },
        shards.filter((shard) => shard % 4 === at),
        32,
      ),
    );
    const told = (await Promise.all(calls)).flat();
    assert.equal(told.length, 32);
    const failed = told.filter((one) => one.code);
    assert.ok(failed.length > 0);
    for (const one of failed) assert.equal(one.code, 'STORE');
    for (const one of told) assert.ok(one.tookMs < 4000, `${one.tookMs} ms`);
    assert.equal(closes(), 0);

    // It has forgotten everything: all shards are called again.
    await startRedis(t, { port: redis.port });
    const again = (
      await Promise.all(
        callers.map((caller, at) =>
          caller.mark(
            options,
            shards.filter((shard) => shard % 4 === at),
            32,
          ),
        ),
      )
    ).flat();
    assert.deepEqual(
      again.filter((one) => one.code),
      [],
    );
    assert.equal(closes(), 1);
  });

  test('that dies while the batch is closed is told beside the close, which stands', async (t) => {
    const redis = await startRedis(t);
    const { eyes, options } = await setUp(t, redis.url);
    eyes.state.answers = new Promise((resolve) => eyes.nextClose().then(redis.kill).then(resolve));
    const told = await mark(options, 1, 1);
    assert.deepEqual([told.code, told.outcomes], [undefined, ['closed']]);
    assert.match(String(told.storeError), /failed/);
  });
});
