// @ts-check
'use strict';

// What a user of Redis must be allowed: where one of the commands is refused, nothing is kept that would never expire.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { createClient } = require('redis');
const { startRedis } = require('../support/redis-server.js');
const { startCountingServer } = require('./servers.js');
const { closeAsShard } = require('./shard-process.js');

/** Those of docs/shards.md, beside what the client says when it connects. */
const COMMANDS = ['eval', 'time', 'hsetnx', 'hget', 'pexpire'];
const CONNECTS = '+hello +client +select';

/**
 * A server with a user who may do these commands, and an admin who looks at what is kept.
 *
 * @param {import('node:test').TestContext} t @param {string[]} commands
 */
async function setUp(t, commands) {
  const redis = await startRedis(t);
  const admin = createClient({ url: redis.url });
  admin.on('error', () => {}); // The server may end first.
  await admin.connect();
  t.after(() => admin.destroy());
  const allowed = commands.map((command) => `+${command}`);
  const rules = [
    'on',
    '>pw',
    'resetkeys',
    '~eyes-batch-close:*',
    '-@all',
    ...CONNECTS.split(' '),
    ...allowed,
  ];
  await admin.sendCommand(['ACL', 'SETUSER', 'ci', ...rules]);
  const eyes = await startCountingServer(t);
  const store = `redis://ci:pw@127.0.0.1:${redis.port}`;
  const options = { batchIds: 'nightly', serverUrl: eyes.url, apiKey: 'the-key', store };
  const kept = async () => {
    const keys = await admin.keys('*');
    return Promise.all(keys.map((key) => admin.pTTL(key)));
  };
  return { options, kept, closes: () => eyes.closes('nightly') };
}

test('with the commands of docs/shards.md the last shard closes, and what is kept expires', async (t) => {
  const { options, kept, closes } = await setUp(t, COMMANDS);
  assert.equal((await closeAsShard(options, 1, 2)).code, undefined);
  assert.deepEqual((await closeAsShard(options, 2, 2)).outcomes, ['closed']);
  assert.equal(closes(), 1);
  const left = await kept();
  assert.equal(left.length, 1);
  assert.ok(left[0] > 86_000_000, `${left}`);
});

test('a server that knows no HELLO, as Redis 5 does not, is enough', async (t) => {
  const redis = await startRedis(t, { flags: ['--rename-command', 'HELLO', ''] });
  const eyes = await startCountingServer(t);
  const options = { batchIds: 'nightly', serverUrl: eyes.url, apiKey: 'k', store: redis.url };
  assert.deepEqual((await closeAsShard(options, 1, 2)).shards?.done, [1]);
  assert.deepEqual((await closeAsShard(options, 2, 2)).outcomes, ['closed']);
});

for (const missing of COMMANDS) {
  test(`without ${missing} it is a STORE error, and nothing is kept for ever`, async (t) => {
    const commands = COMMANDS.filter((command) => command !== missing);
    const { options, kept, closes } = await setUp(t, commands);
    const { code, message } = await closeAsShard(options, 1, 1);
    assert.equal(code, 'STORE', message);
    assert.match(String(message), /NOPERM|no permissions|can't run this command|ACL failure/i);
    assert.equal(closes(), 0);
    for (const left of await kept()) assert.ok(left > 0, 'it would stay for ever');
  });
}
