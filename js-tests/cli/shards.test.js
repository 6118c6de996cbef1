// @ts-check
'use strict';

// Shards on the command line: each is recorded in the store and the last one closes; which are missing.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { masked, runCommand, startCommand, variablesFor } = require('../support/cli.js');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { startSilentServer } = require('../support/listen.js');
const { startFolderStore } = require('../support/temporary-folder.js');

const NOWHERE = 'redis://ci:s3cr%2Ft@127.0.0.1:9';

/**
 * A server and a store, and the command in their environment.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, any>} [answers]
 */
async function setUp(t, answers) {
  const server = await startFaultServer(t, answers);
  const store = startFolderStore(t);
  const variables = variablesFor(server, { EYES_BATCH_STORE: store.url });
  return {
    server,
    store,
    variables,
    shard: (/** @type {string} */ shard, /** @type {string[]} */ ...args) =>
      runCommand(['a', '--shard', shard, ...args], { variables }),
    status: (/** @type {string[]} */ ...args) =>
      runCommand(['status', 'a', ...args], { variables }),
  };
}

describe('a shard', () => {
  test('says how many are done; the last one closes', async (t) => {
    const { server, shard } = await setUp(t);
    for (const [at, number] of [4, 1, 2].entries()) {
      assert.deepEqual(await shard(`${number}/4`), {
        status: 0,
        stdout: `${at + 1} of 4 shards done, not closing yet\n`,
        stderr: '',
      });
    }
    assert.deepEqual(server.seen, []);
    const last = await shard('3/4');
    assert.deepEqual(
      { ...last, stdout: masked(last.stdout) },
      {
        status: 0,
        stdout:
          'closed a in N ms\n1 of 1 closed on http://127.0.0.1:PORT, named by the arguments\n',
        stderr: '',
      },
    );
    assert.equal(server.seen.length, 1);
  });

  test('takes the store of its argument, and that of the variable without', async (t) => {
    const { store, variables, status } = await setUp(t);
    const around = { variables: { ...variables, EYES_BATCH_STORE: NOWHERE } };
    await runCommand(['a', '--shard=1/2', '--store', store.url], around);
    assert.match((await status()).stdout, /^1 of 2 /);
  });

  test('has done, missing and total in its report', async (t) => {
    const { shard } = await setUp(t);
    const first = JSON.parse((await shard('2/2', '--json')).stdout);
    const shards = { done: [2], missing: [1], total: 2 };
    assert.deepEqual(first, { results: [], closed: [], failed: [], shards });
    const { closed, ...last } = JSON.parse((await shard('1/2', '--json')).stdout);
    assert.deepEqual([closed, last.shards], [['a'], { done: [1, 2], missing: [], total: 2 }]);
  });

  test('says which are missing with --verbose, and nothing with --quiet', async (t) => {
    const { shard } = await setUp(t);
    assert.deepEqual(await shard('2/3', '--quiet'), { status: 0, stdout: '', stderr: '' });
    assert.deepEqual(await shard('2/3', '--verbose'), {
      status: 0,
      stdout: '1 of 3 shards done, not closing yet\n',
      stderr: 'shards done: 2; missing: 1, 3\n',
    });
  });

  test('is checked but not recorded in a dry run, which prints the requests', async (t) => {
    const { server, store, shard } = await setUp(t);
    const { status, stdout } = await shard('1/1', '--dry-run');
    assert.equal(status, 0);
    assert.match(stdout, /^curl -X DELETE '\S+\/a\/close\S+'\n$/);
    assert.deepEqual([server.seen, store.entries()], [[], 0]);
    assert.equal((await shard('2/1', '--dry-run')).status, 2);
  });

  test('that could not close ends with 1, and closes when it is called again', async (t) => {
    const { server, shard } = await setUp(t, { a: [answer(401), answer(200)] });
    const failed = await shard('1/1');
    assert.equal(failed.status, 1);
    assert.match(failed.stderr, /^error: Batch "a" was not closed: .*401/);
    assert.equal((await shard('1/1')).status, 0);
    assert.equal(server.seen.length, 2);
  });
});

describe('refused before anything is done', () => {
  const shard = 'must be a shard and the total, such as 2/4: from 1/1 to 1000/1000';
  const store = 'must be a URL that begins with redis://, rediss:// or file://';
  const SHARD = `--shard ${shard}`;
  const NO_SHARD = '--shard is not set: the option store needs it, such as 2/4';
  const STORE = `--store ${store}`;
  const NO_STORE = `--store is not set, nor is EYES_BATCH_STORE: it ${store}`;
  for (const [args, says] of /** @type {[string[], string][]} */ ([
    [['a', '--shard', '1/2', '--store='], STORE],
    [['a', '--shard', '1/2', '--store', '/mnt/ci'], STORE],
    [['a', '--shard', '1/2'], NO_STORE],
    [['a', '--store', 'file:///mnt'], NO_SHARD],
    [['a', '--store', 'file:///mnt', '--shard', '3/2'], SHARD],
    [['a', '--store', 'file:///mnt', '--shard', '2'], SHARD],
    [['status', 'a'], NO_STORE],
    [['id', '--run', 'x'], NO_STORE],
    [['id', '--run', ' ', '--store', 'file:///mnt'], '--run is blank'],
    [
      ['id', '--store', 'file:///mnt'],
      '--store keeps the IDs of runs by their names: give --run NAME, too',
    ],
    [['id', '--shard', '1/2'], 'id takes no --shard'],
  ])) {
    test(args.join(' '), async (t) => {
      const server = await startFaultServer(t);
      const { status, stdout, stderr } = await runCommand(args, {
        variables: variablesFor(server),
      });
      assert.deepEqual([status, stdout, stderr.split('\n')[0]], [2, '', `error: ${says}`]);
      assert.deepEqual(server.seen, []);
    });
  }

  test('a total that differs names both', async (t) => {
    const { server, shard } = await setUp(t);
    await shard('1/2');
    const { status, stderr } = await shard('2/3');
    assert.equal(status, 2);
    assert.match(stderr, /^error: --shard counts 3 shards, but the store says that there are 2\./);
    assert.deepEqual(server.seen, []);
  });
});

describe('a store that fails', () => {
  test('ends with 1 and closes nothing; no password is shown', async (t) => {
    const { server, shard } = await setUp(t);
    const { status, stdout, stderr } = await shard('1/1', '--store', NOWHERE, '--json');
    assert.equal(status, 1);
    const { error, closed } = JSON.parse(stdout);
    assert.deepEqual([error.code, closed], ['STORE', []]);
    assert.match(
      stderr,
      /^error: the store redis:\/\/ci:\*\*\*@127\.0\.0\.1:9 failed: .*\. Check the store, then run it again\.\n$/,
    );
    assert.doesNotMatch(stdout + stderr, /s3cr/);
    assert.deepEqual(server.seen, []);
  });

  test('with --close-anyway closes, with a warning', async (t) => {
    const { server, shard } = await setUp(t);
    const ended = await shard('1/2', '--store', NOWHERE, '--close-anyway', '--json');
    assert.equal(ended.status, 0);
    const { closed, storeError } = JSON.parse(ended.stdout);
    assert.deepEqual([closed, storeError.code], [['a'], 'STORE']);
    assert.match(ended.stderr, /^warning: the store redis:\/\/ci:\*\*\*@127\.0\.0\.1:9 failed: /m);
    assert.doesNotMatch(ended.stdout + ended.stderr, /s3cr/);
    assert.equal(server.seen.length, 1);
  });

  test('ends status and id with 1, too', async (t) => {
    const { variables, status } = await setUp(t);
    for (const ended of [
      await status('--store', NOWHERE),
      await runCommand(['id', '--run', 'x', '--store', NOWHERE], { variables }),
    ]) {
      assert.deepEqual([ended.status, ended.stdout], [1, '']);
      assert.match(ended.stderr, /^error: the store redis:\/\/ci:\*\*\*@127\.0\.0\.1:9 failed: /);
    }
  });

  test('for its folder is missing ends with 2, and says to create it', async (t) => {
    const { server, store, shard } = await setUp(t);
    const { status, stdout, stderr } = await shard('1/1', '--store', `${store.url}/gone`);
    assert.deepEqual([status, stdout], [2, '']);
    const says = `--store names a folder that does not exist: ${store.url}/gone`;
    const hint = 'Create the folder, or mount the disk that it is on.';
    assert.equal(stderr, `error: ${says}. ${hint}\n`);
    assert.deepEqual(server.seen, []);
  });

  test('that never answers does so within --timeout', async (t) => {
    const { shard } = await setUp(t);
    const silent = await startSilentServer(t);
    const { status, stderr } = await shard(
      '1/1',
      '--store',
      `redis://127.0.0.1:${silent.port}`,
      '--timeout',
      '300',
    );
    assert.equal(status, 1);
    assert.match(stderr, /failed: no answer within 300 ms/);
  });

  for (const [signal, status] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    test(`ends with ${status} on ${signal}`, async (t) => {
      const { server, variables } = await setUp(t);
      const silent = await startSilentServer(t);
      const args = ['a', '--shard=1/1', '--store', `redis://127.0.0.1:${silent.port}`, '--json'];
      const { child, ended } = startCommand(args, { variables });
      await silent.contacted;
      child.kill(signal);
      const outcome = await ended();
      assert.equal(outcome.status, status);
      assert.equal(JSON.parse(outcome.stdout).error.code, 'ABORTED');
      assert.deepEqual(server.seen, []);
    });
  }
});

describe('status', () => {
  test('says which shards are done and which are missing, without an API key', async (t) => {
    const { shard, store, variables, status } = await setUp(t);
    assert.deepEqual(await status(), { status: 0, stdout: 'no shard is done\n', stderr: '' });
    const none = { done: [], missing: [], total: 0 };
    assert.deepEqual(JSON.parse((await status('--json')).stdout), none);
    for (const each of ['4/4', '2/4']) await shard(each);
    const { APPLITOOLS_API_KEY: _, ...keyless } = variables;
    const ended = await runCommand(['status', '--store', store.url], {
      variables: { ...keyless, APPLITOOLS_BATCH_ID: 'a' },
    });
    const stdout = '2 of 4 shards done\ndone: 2, 4; missing: 1, 3\n';
    assert.deepEqual(ended, { status: 0, stdout, stderr: '' });
    const shards = { done: [2, 4], missing: [1, 3], total: 4 };
    assert.deepEqual(JSON.parse((await status('--json')).stdout), shards);
  });

  test('says it of all', async (t) => {
    const { shard, status } = await setUp(t);
    await shard('1/1');
    const stdout = '1 of 1 shards done\ndone: 1\nclosed by the call of shard 1\n';
    assert.equal((await status()).stdout, stdout);
  });

  test('needs a batch', async (t) => {
    const { variables } = await setUp(t);
    const { status, stderr } = await runCommand(['status'], { variables });
    assert.equal(status, 2);
    assert.match(stderr, /^error: no argument names a batch/);
  });
});
