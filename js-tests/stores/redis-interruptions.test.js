// @ts-check
'use strict';

// What only Redis can show: who dies between two of its steps, and Redis that dies itself.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { ageInRedis, CLAIM_MS, NEVER, setUp } = require('./claims.js');
const { startRedis } = require('../support/redis-server.js');
const { startTcpProxy, stepsIn } = require('./servers.js');
const { closeAsShard, startShardProcess } = require('./shard-process.js');

describe('Redis', () => {
  for (const [what, steps] of /** @type {[string, number][]} */ ([
    ['between its entry and its claim', 2],
    ['between its close and recording it', 3],
  ])) {
    test(`a shard killed ${what} leaves the batch to a further call`, async (t) => {
      const redis = await startRedis(t);
      const { eyes, options, closes } = await setUp(t, redis.url);
      await closeAsShard(options, 1, 2);
      /** @type {() => void} */
      let reached = () => {};
      const stuck = new Promise((resolve) => (reached = () => resolve(undefined)));
      const proxy = await startTcpProxy(t, redis.port, ({ sent, isAnswer }) => {
        if (isAnswer || stepsIn(sent) < steps) return Promise.resolve();
        reached();
        return NEVER;
      });
      const closer = startShardProcess(t);
      void closer.closeAsShards({ ...options, store: proxy.url }, [2], 2);
      await stuck;
      await closer.kill();
      assert.equal(closes(), steps - 2);
      if (steps === 3) {
        eyes.state.status = 404;
        await ageInRedis(redis.url, CLAIM_MS, 'claim-1');
      }
      const result = await closeAsShard(options, 1, 2);
      assert.deepEqual(
        [result.code, result.outcomes],
        [undefined, [steps === 3 ? 'not-found' : 'closed']],
      );
    });
  }

  test('a shard that was about to close does so if the one that was faster failed', async (t) => {
    const redis = await startRedis(t);
    const { eyes, options, closes } = await setUp(t, redis.url);
    await closeAsShard(options, 1, 2);
    /** @type {() => void} */
    let reached = () => {};
    /** @type {() => void} */
    let goOn = () => {};
    const stuck = new Promise((resolve) => (reached = () => resolve(undefined)));
    const held = new Promise((resolve) => (goOn = () => resolve(undefined)));
    const proxy = await startTcpProxy(t, redis.port, ({ sent, isAnswer }) => {
      if (isAnswer || stepsIn(sent) < 2) return Promise.resolve();
      reached();
      return held;
    });
    const slow = closeAsShard({ ...options, store: proxy.url }, 2, 2);
    await stuck;
    eyes.state.status = 500;
    assert.equal((await closeAsShard(options, 1, 2)).code, 'HTTP_ERROR');
    eyes.state.status = 200;
    goOn();
    assert.deepEqual((await slow).outcomes, ['closed']);
    assert.equal(closes(), 2);
  });

  test('that dies in the middle fails calls that are under way, and none hangs', async (t) => {
    const redis = await startRedis(t);
    const { options, closes } = await setUp(t, redis.url);
    const processes = Array.from({ length: 4 }, () => startShardProcess(t));
    const shards = Array.from({ length: 32 }, (_, at) => at + 1);
    let answers = 0;
    const proxy = await startTcpProxy(t, redis.port, async ({ isAnswer }) => {
      if (isAnswer) answers += 1;
      if (answers === 40) await redis.kill();
    });
    const calls = processes.map((each, at) =>
      each.closeAsShards(
        { ...options, store: proxy.url },
        shards.filter((shard) => shard % 4 === at),
        32,
      ),
    );
    const result = (await Promise.all(calls)).flat();
    assert.equal(result.length, 32);
    const failed = result.filter((one) => one.code);
    assert.ok(failed.length > 0);
    for (const one of failed) assert.equal(one.code, 'STORE');
    for (const one of result) assert.ok(one.tookMs < 4000, `${one.tookMs} ms`);
    assert.equal(closes(), 0);

    // It has forgotten everything: all shards are called again.
    await startRedis(t, { port: redis.port });
    const again = (
      await Promise.all(
        processes.map((each, at) =>
          each.closeAsShards(
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

  test('that dies while the batch is closed is an error beside the close, which stands', async (t) => {
    const redis = await startRedis(t);
    const { eyes, options } = await setUp(t, redis.url);
    eyes.state.answers = new Promise((resolve) => eyes.nextClose().then(redis.kill).then(resolve));
    const result = await closeAsShard(options, 1, 1);
    assert.deepEqual([result.code, result.outcomes], [undefined, ['closed']]);
    assert.match(String(result.storeError), /failed/);
  });
});
