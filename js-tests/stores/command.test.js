// @ts-check
'use strict';

// The command through Redis: an ID in common, an entry of each shard, one close.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runCommand, variablesFor } = require('../support/cli.js');
const { startRedis } = require('../support/redis-server.js');
const { startCountingServer } = require('./servers.js');

test('four shards that start at once get one ID, and the last closes its batch', async (t) => {
  const redis = await startRedis(t);
  const eyes = await startCountingServer(t);
  const variables = variablesFor(eyes, { EYES_BATCH_STORE: redis.url });
  const shards = ['1/4', '2/4', '3/4', '4/4'];
  const ids = await Promise.all(shards.map(() => runCommand(['id', '--run', '7'], { variables })));
  const [id] = new Set(ids.map(({ stdout }) => stdout.trim()));
  const around = { variables: { ...variables, APPLITOOLS_BATCH_ID: id } };
  const ended = await Promise.all(shards.map((shard) => runCommand(['--shard', shard], around)));
  assert.deepEqual(
    ended.map(({ status, stderr }) => [status, stderr]),
    shards.map(() => [0, '']),
  );
  const isCloser = (/** @type {{ stdout: string }} */ { stdout }) =>
    stdout.startsWith(`closed ${id} in `);
  assert.equal(ended.filter(isCloser).length, 1);
  assert.equal(eyes.closes(id), 1);
  const { stdout } = await runCommand(['status', '--json'], around);
  assert.deepEqual(JSON.parse(stdout), {
    done: [1, 2, 3, 4],
    missing: [],
    total: 4,
    closing: { outcome: 'closed', shard: ended.findIndex(isCloser) + 1 },
  });
});
