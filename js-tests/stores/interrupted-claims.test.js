// @ts-check
'use strict';

// A call that ends while its claim is being written leaves nothing that makes the next call wait.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startRedis } = require('../support/redis-server.js');
const { setUp } = require('./claims.js');
const { startTcpProxy, stepsIn } = require('./servers.js');
const { closeAsShard } = require('./shard-process.js');

/** The steps of the last shard until its claim: it is counted, then it claims. */
const CLAIMED = 2;

/**
 * Redis, and a batch of which one of two shards is done, and a way to Redis on which the answers to a claim are held:
 * by then the claim is written, but its writer does not know it.
 *
 * @param {import('node:test').TestContext} t
 */
async function holdAnswersToAClaim(t) {
  const redis = await startRedis(t);
  const batch = await setUp(t, redis.url);
  await closeAsShard(batch.options, 1, 2);
  /** @type {() => void} */
  let onClaim = () => {};
  /** @type {() => void} */
  let release = () => {};
  const claimed = new Promise((resolve) => (onClaim = () => resolve(undefined)));
  const released = new Promise((resolve) => (release = () => resolve(undefined)));
  const proxy = await startTcpProxy(t, redis.port, async ({ sent, isAnswer }) => {
    if (!isAnswer || stepsIn(sent) < CLAIMED) return;
    onClaim();
    await released;
  });
  return { ...batch, held: { ...batch.options, store: proxy.url }, claimed, release };
}

/** @param {Awaited<ReturnType<typeof holdAnswersToAClaim>>} batch */
async function assertNextCallCloses({ options, closes }) {
  const { code, outcomes } = await closeAsShard(options, 1, 2);
  assert.deepEqual([code, outcomes], [undefined, ['closed']]);
  assert.equal(closes(), 1);
}

test('a call that is aborted while it claims does not hold up the next one', async (t) => {
  const batch = await holdAnswersToAClaim(t);
  const stop = new AbortController();
  const closing = closeAsShard({ ...batch.held, signal: stop.signal }, 2, 2);
  await batch.claimed;
  stop.abort();
  batch.release();
  assert.equal((await closing).code, 'ABORTED');
  assert.equal(batch.closes(), 0);
  await assertNextCallCloses(batch);
});

for (const limit of ['timeout', 'totalTimeout']) {
  test(`a call whose ${limit} ends while it claims does not hold up the next one`, async (t) => {
    const batch = await holdAnswersToAClaim(t);
    const { code } = await closeAsShard({ ...batch.held, [limit]: 300 }, 2, 2);
    batch.release();
    assert.match(String(code), /^(STORE|TIMEOUT)$/);
    assert.equal(batch.closes(), 0);
    await assertNextCallCloses(batch);
  });
}

test('a call that loses the answer to its claim claims again, and closes', async (t) => {
  const redis = await startRedis(t);
  const { options, closes } = await setUp(t, redis.url);
  await closeAsShard(options, 1, 2);
  let isCut = false;
  const proxy = await startTcpProxy(t, redis.port, async ({ sent, isAnswer }) => {
    if (isCut || !isAnswer || stepsIn(sent) < CLAIMED) return undefined;
    isCut = true;
    return 'cut';
  });
  const { code, outcomes } = await closeAsShard({ ...options, store: proxy.url, retries: 2 }, 2, 2);
  assert.deepEqual([isCut, code, outcomes], [true, undefined, ['closed']]);
  assert.equal(closes(), 1);
});
