// @ts-check
'use strict';

// However many shards are done at the same moment, exactly one of them closes.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { startCaller, startEyes, startFolder, startRedis, startWay } = require('./servers.js');
const { setTimeout: delay } = require('node:timers/promises');

const SHARDS = 64;

const stores = /** @type {const} */ ([
  ['Redis', startRedis],
  ['a folder', startFolder],
]);

/**
 * Lets processes mark all shards at once, in rounds, each of which must send exactly one request.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} store
 * @param {{ processes: number, rounds: number, shards?: number }} how
 */
async function rounds(t, store, { processes, rounds, shards = SHARDS }) {
  const eyes = await startEyes(t);
  const callers = Array.from({ length: processes }, () => startCaller(t));
  const numbers = Array.from({ length: shards }, (_, at) => at + 1);
  // All have begun before the first mark.
  await Promise.all(callers.map((caller) => caller.mark({}, [], shards)));
  for (let round = 0; round < rounds; round += 1) {
    const id = `round ${round}`;
    const options = { store, batchIds: id, serverUrl: eyes.url, apiKey: 'the-key' };
    const told = await Promise.all(
      callers.map((caller, at) =>
        caller.mark(
          options,
          numbers.filter((number) => number % processes === at),
          shards,
        ),
      ),
    );
    const all = told.flat();
    assert.equal(all.length, shards);
    assert.deepEqual(
      all.filter((one) => one.code || one.storeError),
      [],
      id,
    );
    assert.equal(eyes.closes(id), 1, id);
    assert.deepEqual(
      all.flatMap((one) => one.outcomes),
      ['closed'],
      id,
    );
  }
}

for (const [name, start] of stores) {
  describe(name, () => {
    test(`64 shards of 8 processes at the same moment send one request, 200 times`, async (t) => {
      await rounds(t, (await start(t)).url, { processes: 8, rounds: 200 });
    });

    test(`64 processes at the same moment send one request, 5 times`, async (t) => {
      await rounds(t, (await start(t)).url, { processes: SHARDS, rounds: 5 });
    });
  });
}

test('through a slow network to Redis, too', async (t) => {
  const redis = await startRedis(t);
  const way = await startWay(t, redis.port, () => delay(Math.random() * 150));
  await rounds(t, way.url, { processes: 4, rounds: 5, shards: 16 });
});
