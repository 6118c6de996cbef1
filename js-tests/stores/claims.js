// @ts-check
'use strict';

// Claims of closers: a batch on the local server and a store to claim it in, claims that are older than they are, and
// closers that die.

const fs = require('node:fs');
const path = require('node:path');
const { createClient } = require('redis');
const { startRedis } = require('../support/redis-server.js');
const { startFolderStore } = require('../support/temporary-folder.js');
const { startCountingServer } = require('./servers.js');
const { startShardProcess } = require('./shard-process.js');

const CLAIM_MS = 180_000;
exports.CLAIM_MS = CLAIM_MS;
const NEVER = new Promise(() => {});
exports.NEVER = NEVER;

/**
 * @param {import('node:test').TestContext} t
 * @param {string} store
 */
async function setUp(t, store) {
  const eyes = await startCountingServer(t);
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
exports.setUp = setUp;

/** The stores, and how the claims in one are made older. */
exports.stores = {
  async Redis(/** @type {import('node:test').TestContext} */ t) {
    const redis = await startRedis(t);
    return {
      url: redis.url,
      age: (/** @type {number} */ ms, claim = 'claim-1') => ageInRedis(redis.url, ms, claim),
    };
  },
  async 'a folder'(/** @type {import('node:test').TestContext} */ t) {
    const { url, folder } = startFolderStore(t);
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
    const [time, ...value] = String(await client.hGet(key, claim)).split(' ');
    await client.hSet(key, claim, [Number(time) - ms, ...value].join(' '));
  }
  client.destroy();
}
exports.ageInRedis = ageInRedis;

/** @param {string} folder @param {number} ms @param {string} claim */
function ageInFolder(folder, ms, claim) {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (path.basename(name) !== claim) continue;
    const file = path.join(folder, name);
    const seconds = (fs.statSync(file).mtimeMs - ms) / 1000;
    fs.utimesSync(file, seconds, seconds);
  }
}

/**
 * Runs a closer, in a process of its own, that dies before the server has answered; then it answers again.
 *
 * @param {import('node:test').TestContext} t
 * @param {Awaited<ReturnType<typeof setUp>>} batch
 * @param {number} shard
 * @param {number} total
 */
async function closeAndDie(t, { eyes, options }, shard, total) {
  eyes.state.answers = NEVER;
  const closer = startShardProcess(t);
  const lost = closer.closeAsShards(options, [shard], total);
  await eyes.nextClose();
  await closer.kill();
  eyes.state.answers = Promise.resolve();
  return lost;
}
exports.closeAndDie = closeAndDie;
