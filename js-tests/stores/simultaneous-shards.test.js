// @ts-check
'use strict';

// However many shards are done at the same moment, exactly one of them closes.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { startRedis } = require('../support/redis-server.js');
const { startFolderStore } = require('../support/temporary-folder.js');
const { startCountingServer, startTcpProxy } = require('./servers.js');
const { startShardProcess } = require('./shard-process.js');
const { setTimeout: delay } = require('node:timers/promises');

const SHARDS = 64;

const stores = /** @type {const} */ ([
  ['Redis', startRedis],
  ['a folder', startFolderStore],
]);

/**
 * Lets processes close as all shards at once, in rounds, each of which must send exactly one request.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} store
 * @param {{ processes: number, rounds: number, shards?: number }} how
 */
async function closeInRounds(t, store, { processes: count, rounds, shards = SHARDS }) {
  const eyes = await startCountingServer(t);
  const processes = Array.from({ length: count }, () => startShardProcess(t));
  const numbers = Array.from({ length: shards }, (_, at) => at + 1);
  // All have started before the first shard.
  await Promise.all(processes.map((each) => each.closeAsShards({}, [], shards)));
  for (let round = 0; round < rounds; round += 1) {
    const id = `round ${round}`;
    const options = { store, batchIds: id, serverUrl: eyes.url, apiKey: 'the-key' };
    const results = await Promise.all(
      processes.map((each, at) =>
        each.closeAsShards(
          options,
          numbers.filter((number) => number % count === at),
          shards,
        ),
      ),
    );
    const all = results.flat();
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
      await closeInRounds(t, (await start(t)).url, { processes: 8, rounds: 200 });
    });

    test(`64 processes at the same moment send one request, 5 times`, async (t) => {
      await closeInRounds(t, (await start(t)).url, { processes: SHARDS, rounds: 5 });
    });
  });
}

test('through a slow network to Redis, too', async (t) => {
  const redis = await startRedis(t);
  const proxy = await startTcpProxy(t, redis.port, () => delay(Math.random() * 150));
  await closeInRounds(t, proxy.url, { processes: 4, rounds: 5, shards: 16 });
});
