// @ts-check
'use strict';

// Redis as a store: reached as its client has it in the URL, in bounded time, and never with its password in an error.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { createClient } = require('redis');
const { runCommand } = require('../support/cli.js');
const { blocks } = require('../support/documented-blocks.js');
const { codeBlock } = require('../support/documents.js');
const { listen } = require('../support/listen.js');
const { leaks } = require('../support/secret-leaks.js');
const { caFile, otherCa, servers } = require('../support/tls.js');
const { startRedis } = require('../support/redis-server.js');
const { temporaryFolder } = require('../support/temporary-folder.js');
const { startCountingServer, startTcpProxy } = require('./servers.js');
const { closeAsShard, startShardProcess } = require('./shard-process.js');

// So long that no message may cut it off before it is hidden.
const PASSWORD = 'Gw8 Yt5:Jf2@Uc9/Sx4=?Bv3%Mn7'.repeat(3);
const ENCODED = encodeURIComponent(PASSWORD);

/** @param {import('node:test').TestContext} t */
async function setUp(t) {
  const eyes = await startCountingServer(t);
  const options = { batchIds: 'nightly', serverUrl: eyes.url, apiKey: 'the-key', retries: 0 };
  return { eyes, options, closes: () => eyes.closes('nightly') };
}

test('a user with a password, limited to the keys and commands of docs/shards.md, is enough', async (t) => {
  const [{ page, has }] = blocks.rights;
  const [, rules] = /^ACL SETUSER ci (.*)\n$/.exec(codeBlock(page, has)) ?? [];
  const folder = temporaryFolder(t);
  const acl = path.join(folder, 'users.acl');
  const hash = createHash('sha256').update(PASSWORD).digest('hex');
  fs.writeFileSync(acl, `user default off\nuser ci ${rules.replace('>secret', `#${hash}`)}\n`);
  const { port } = await startRedis(t, { flags: ['--aclfile', acl] });
  const { options, closes } = await setUp(t);
  const store = `redis://ci:${ENCODED}@127.0.0.1:${port}/2`;
  assert.equal((await closeAsShard({ ...options, store }, 1, 2)).code, undefined);
  assert.deepEqual((await closeAsShard({ ...options, store }, 2, 2)).outcomes, ['closed']);
  assert.equal(closes(), 1);
});

for (const address of ['redis://127.0.0.1:1/0/', 'redis://127.0.0.1:1/ci', 'redis://:x:y/']) {
  test(`${address} is a wrong setting, and a batch that is closed anyway is in the report`, async (t) => {
    const { options, closes } = await setUp(t);
    const result = await closeAsShard({ ...options, store: address }, 1, 1);
    assert.equal(result.code, 'INVALID_OPTION', result.message);
    assert.equal(closes(), 0);
    const anyway = await closeAsShard({ ...options, store: address, closeAnyway: true }, 1, 1);
    assert.deepEqual([anyway.code, anyway.outcomes], [undefined, ['closed']]);
    assert.equal(closes(), 1);
  });
}

test("with a URL that Redis' client refuses, run exits as its command does", async (t) => {
  const { options } = await setUp(t);
  const variables = {
    APPLITOOLS_SERVER_URL: options.serverUrl,
    APPLITOOLS_API_KEY: options.apiKey,
    APPLITOOLS_BATCH_ID: 'nightly',
    EYES_BATCH_STORE: 'redis://127.0.0.1:1/ci',
  };
  const args = ['run', '--shard', '1/2', '--', process.execPath, '-e', 'process.exit(7)'];
  const { status, stderr } = await runCommand(args, { variables });
  assert.equal(status, 7, stderr);
  assert.match(stderr, /EYES_BATCH_STORE|store/);
});

test('a wrong password is a STORE error that shows neither it nor the API key', async (t) => {
  const { port } = await startRedis(t, { flags: ['--requirepass', 'another'] });
  const { options, closes } = await setUp(t);
  const store = `redis://:${ENCODED}@127.0.0.1:${port}`;
  const result = await closeAsShard({ ...options, store }, 1, 1);
  assert.equal(result.code, 'STORE');
  assert.match(
    String(result.message),
    /^the store redis:\/\/:\*\*\*@127\.0\.0\.1:\d+ failed: WRONGPASS/,
  );
  assert.deepEqual(leaks([PASSWORD, ENCODED], JSON.stringify(result)), []);
  assert.equal(closes(), 0);
});

test('a server that repeats the command that it refuses gets no password into an error', async (t) => {
  const server = net.createServer((socket) => {
    socket.on('data', (data) => {
      const args = String(data).replace(/[\r\n]+/g, ' ');
      socket.write(`-ERR unknown command, with args beginning with: ${args}\r\n`);
    });
  });
  const port = await listen(t, server);
  const { options } = await setUp(t);
  const result = await closeAsShard(
    { ...options, store: `redis://ci:${ENCODED}@127.0.0.1:${port}` },
    1,
    1,
  );
  assert.equal(result.code, 'STORE');
  assert.deepEqual(leaks([PASSWORD, ENCODED], JSON.stringify(result)), []);
});

test('entries of one database are not seen in another, and none holds the key or outlives a day', async (t) => {
  const redis = await startRedis(t);
  const { options, closes } = await setUp(t);
  await closeAsShard({ ...options, store: `${redis.url}/1` }, 1, 2);
  await closeAsShard({ ...options, store: `${redis.url}/2` }, 2, 2);
  assert.equal(closes(), 0);
  const client = await createClient({ url: `${redis.url}/1` }).connect();
  const keys = await client.keys('*');
  assert.match(keys.join(), /^eyes-batch-close:[0-9a-f]{40}$/);
  const left = await client.pTTL(keys[0]);
  assert.ok(left > 86_390_000 && left <= 86_400_000, `${left}`);
  assert.ok(!JSON.stringify(await client.hGetAll(keys[0])).includes('the-key'));
  client.destroy();
});

test('TLS is checked against the certificates that Node trusts', async (t) => {
  const folder = temporaryFolder(t);
  const write = (/** @type {string} */ name, /** @type {string} */ text) => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const { cert, key } = servers.good;
  const { port } = await startRedis(t, {
    secure: true,
    flags: [
      ...['--tls-cert-file', write('cert.pem', cert), '--tls-key-file', write('key.pem', key)],
      ...['--tls-ca-cert-file', write('ca.pem', otherCa.cert), '--tls-auth-clients', 'no'],
    ],
  });
  const { options, closes } = await setUp(t);
  const store = `rediss://localhost:${port}`;
  const trusting = startShardProcess(t, { env: { NODE_EXTRA_CA_CERTS: caFile(t) } });
  const [result] = await trusting.closeAsShards({ ...options, store }, [1], 1);
  assert.deepEqual([result.code, result.outcomes], [undefined, ['closed']]);
  const [refused] = await startShardProcess(t).closeAsShards({ ...options, store }, [1], 1);
  assert.equal(refused.code, 'STORE');
  assert.match(String(refused.message), /certificate/);
  assert.equal(closes(), 1);
});

test('a server that is not there is a STORE error at once', async (t) => {
  const { options, closes } = await setUp(t);
  const result = await closeAsShard({ ...options, store: 'redis://127.0.0.1:9' }, 1, 1);
  assert.equal(result.code, 'STORE');
  assert.match(String(result.message), /ECONNREFUSED/);
  assert.ok(result.tookMs < 5000);
  assert.equal(closes(), 0);
});

for (const [what, silent] of /** @type {[string, boolean][]} */ ([
  ['never answers', true],
  ['answers too late', false],
])) {
  test(`a server that ${what} is a STORE error within the timeout, and the process ends`, async (t) => {
    const redis = await startRedis(t);
    const late = () => new Promise((resolve) => !silent && setTimeout(resolve, 10_000).unref());
    const proxy = await startTcpProxy(t, redis.port, late);
    const { options, closes } = await setUp(t);
    const result = await closeAsShard({ ...options, store: proxy.url, timeout: 400 }, 1, 1);
    assert.equal(result.code, 'STORE');
    assert.ok(result.tookMs < 5000);

    // In a process of its own, which nothing may keep from ending.
    const given = { ...options, store: proxy.url, shard: '1/1', timeout: 400 };
    const program = `require('eyes-batch-close').closeBatch(${JSON.stringify(given)})
      .catch((error) => console.log(error.code));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], {
      cwd: path.join(__dirname, '../..'),
      timeout: 30_000,
    });
    assert.equal(stdout, 'STORE\n');
    assert.equal(closes(), 0);
  });
}

test('a server that may not be written to is a STORE error', async (t) => {
  const redis = await startRedis(t, { flags: ['--maxmemory', '1'] });
  const { options, closes } = await setUp(t);
  const result = await closeAsShard({ ...options, store: redis.url }, 1, 1);
  assert.equal(result.code, 'STORE');
  assert.match(String(result.message), /OOM/);
  assert.equal(closes(), 0);
});

test('with closeAnyway the batch is closed without the store, and the report says what failed', async (t) => {
  const { options, closes } = await setUp(t);
  const store = 'redis://127.0.0.1:9';
  const result = await closeAsShard({ ...options, store, closeAnyway: true }, 2, 4);
  assert.deepEqual([result.code, result.outcomes], [undefined, ['closed']]);
  assert.match(String(result.storeError), /ECONNREFUSED/);
  assert.equal(closes(), 1);
});

test('with closeAnyway it is no failure that another shard closed the batch before', async (t) => {
  const { eyes, options, closes } = await setUp(t);
  eyes.state.status = 404;
  const store = 'redis://127.0.0.1:9';
  const result = await closeAsShard({ ...options, store, closeAnyway: true }, 3, 4);
  assert.deepEqual([result.code, result.outcomes], [undefined, ['not-found']]);
  assert.ok(closes() > 0);
});

test('an abort ends a call that waits for Redis, and is no STORE error', async (t) => {
  const redis = await startRedis(t);
  const stop = new AbortController();
  const proxy = await startTcpProxy(t, redis.port, () => {
    stop.abort();
    return new Promise(() => {});
  });
  const { options, closes } = await setUp(t);
  const result = await closeAsShard({ ...options, store: proxy.url, signal: stop.signal }, 1, 1);
  assert.equal(result.code, 'ABORTED');
  assert.ok(result.tookMs < 5000);
  assert.equal(closes(), 0);
});

test('all callers of one run name get the ID of the first, and those of another another', async (t) => {
  const { url: EYES_BATCH_STORE } = await startRedis(t);
  const idOf = (/** @type {string} */ name) =>
    runCommand(['id', '--run', name], { variables: { EYES_BATCH_STORE } });
  const calls = await Promise.all(Array.from({ length: 20 }, () => idOf('build 7')));
  const ids = new Set(calls.map(({ stdout }) => stdout));
  assert.equal(ids.size, 1);
  assert.match([...ids].join(), /^\d{4}-\d\d-\d\dt\S+-[0-9a-f]{16}\n$/);
  const { stdout, status } = await idOf('build 8');
  assert.equal(status, 0);
  assert.ok(!ids.has(stdout));
});

test('status names the shards that are done, without an API key', async (t) => {
  const { url: EYES_BATCH_STORE } = await startRedis(t);
  const { options } = await setUp(t);
  const shards = async () => {
    const variables = { EYES_BATCH_STORE, APPLITOOLS_SERVER_URL: options.serverUrl };
    const { stdout } = await runCommand(['status', 'nightly', '--json'], { variables });
    return JSON.parse(stdout);
  };
  assert.deepEqual(await shards(), { done: [], missing: [], total: 0 });
  await closeAsShard({ ...options, store: EYES_BATCH_STORE }, 3, 4);
  assert.deepEqual(await shards(), { done: [3], missing: [1, 2, 4], total: 4 });
});
