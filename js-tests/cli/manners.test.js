// @ts-check
'use strict';

// What the command says while it works, asks back, and gives as data.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { runCommand, startCommand, variablesFor } = require('../support/cli.js');
const { answer, closed, held, startFaultServer } = require('../support/fault-server.js');
const { startFolderStore, temporaryFolder } = require('../support/temporary-folder.js');
const { version } = require('../../package.json');

test('without a terminal a line says every 15 s how far it is', async (t) => {
  const { step, release } = held(closed);
  const server = await startFaultServer(t, { b: step });
  const { child, output, ended } = startCommand(['a', 'b'], { variables: variablesFor(server) });
  await new Promise((resolve) => child.stderr.once('data', resolve));
  assert.equal(output.stderr, '1 of 2 batches done\n');
  release();
  assert.equal((await ended()).stderr, '1 of 2 batches done\n');
});

describe('status', () => {
  /**
   * A store, and how the first of its shards ended.
   *
   * @param {import('node:test').TestContext} t
   * @param {Parameters<typeof startFaultServer>[1]} [script]
   */
  async function setUp(t, script) {
    const server = await startFaultServer(t, script);
    const store = startFolderStore(t);
    const variables = variablesFor(server, { EYES_BATCH_STORE: store.url });
    const shard = (/** @type {string} */ number) =>
      runCommand(['a', '--shard', number, '--retries=0'], { variables });
    const status = (/** @type {string[]} */ ...args) =>
      runCommand(['status', 'a', ...args], { variables });
    return { shard, status, variables };
  }

  for (const [name, script, says, outcome] of /** @type {const} */ ([
    ['closed it', {}, 'closed by the call of shard 1', 'closed'],
    [
      'failed to',
      { a: answer(401) },
      'the call of shard 1 failed to close it: the next call of any shard tries again',
      'failed',
    ],
    [
      'found no batch',
      { a: answer(404) },
      'the server knew no active batch at the call of shard 1',
      'missing',
    ],
  ])) {
    test(`says that a shard ${name}`, async (t) => {
      const { shard, status } = await setUp(t, script);
      await shard('1/1');
      const stdout = `1 of 1 shards done\ndone: 1\n${says}\n`;
      assert.deepEqual(await status(), { status: 0, stdout, stderr: '' });
      const { closing } = JSON.parse((await status('--json')).stdout);
      assert.deepEqual(closing, { outcome, shard: 1 });
    });
  }

  test('--check exits with 1 while shards are missing', async (t) => {
    const { shard, status } = await setUp(t);
    assert.equal((await status('--check')).status, 1);
    await shard('1/2');
    const { status: missing, stdout } = await status('--check');
    assert.deepEqual([missing, stdout], [1, '1 of 2 shards done\ndone: 1; missing: 2\n']);
    assert.equal((await status()).status, 0);
    await shard('2/2');
    assert.equal((await status('--check')).status, 0);
  });

  test('--wait waits for them, and not for ever', async (t) => {
    const { shard, status, variables } = await setUp(t);
    await shard('1/2');
    const { status: missing } = await status('--wait', '1');
    assert.equal(missing, 1);
    const { ended } = startCommand(['status', 'a', '--wait', '600'], { variables });
    await shard('2/2');
    const { status: complete, stdout } = await ended();
    assert.equal(complete, 0);
    assert.match(stdout, /^2 of 2 shards done\n/);
  });

  test('--wait wants seconds', async (t) => {
    const { status } = await setUp(t);
    assert.deepEqual(await status('--wait', '1.5'), {
      status: 2,
      stdout: '',
      stderr: 'error: --wait must be a whole number of seconds up to 86400, not "1.5"\n',
    });
  });
});

test('a word that is nearly a command is asked back', async (t) => {
  const server = await startFaultServer(t);
  const variables = variablesFor(server);
  const asked = await runCommand(['stauts', 'a'], { variables });
  assert.equal(asked.status, 2);
  assert.equal(
    asked.stderr.split('\n')[0],
    'error: stauts is no command; did you mean status? To close a batch of this ID: eyes-batch-close close stauts',
  );
  assert.deepEqual(server.seen, []);
  assert.equal((await runCommand(['close', 'stauts', 'run'], { variables })).status, 0);
  assert.equal(server.seen.length, 2);
});

test('-V is --version', async () => {
  for (const flag of ['-V', '--version']) {
    assert.deepEqual(await runCommand([flag]), { status: 0, stdout: `${version}\n`, stderr: '' });
  }
});

test('--from passes over comments and blank lines', async (t) => {
  const server = await startFaultServer(t);
  const file = path.join(temporaryFolder(t), 'ids.txt');
  fs.writeFileSync(file, '# Of the night\r\na\r\n\r\n  # b\nc#1\n');
  await runCommand(['--from', file], { variables: variablesFor(server) });
  assert.deepEqual(server.seen.map(({ batchId }) => batchId).sort(), ['a', 'c#1']);
});

describe('--dry-run', () => {
  const url = 'http://eyes.example/api/sessions/batches/a/close/bypointerid';
  const variables = { APPLITOOLS_SERVER_URL: 'http://eyes.example' };

  test('needs no key', async () => {
    const ended = await runCommand(['a', '--dry-run'], { variables });
    const stdout = `curl -X DELETE '${url}?apiKey=***'\n`;
    assert.deepEqual(ended, { status: 0, stdout, stderr: '' });
  });

  test('gives with --json the requests as data', async () => {
    const args = ['a', '--dry-run', '--json', '--api-key-in=header', '--proxy', 'http://u:p@proxy'];
    const { status, stdout } = await runCommand(args, { variables });
    assert.equal(status, 0);
    const headers = { 'x-eyes-api-key': '***' };
    const request = { method: 'DELETE', url, headers, proxy: 'http://proxy' };
    assert.deepEqual(JSON.parse(stdout), { requests: [request] });
  });
});

test('batches that the server does not know are a short line each, and what to do is said once', async (t) => {
  const unknown = answer(404, {}, '{ "message": "unknown" }');
  const server = await startFaultServer(t, { a: unknown, b: unknown });
  const variables = variablesFor(server);
  for (const more of [[], ['--quiet']]) {
    const args = ['a', 'b', 'c', '--retries=0', '--concurrency=1', ...more];
    const { status, stderr } = await runCommand(args, { variables });
    assert.equal(status, 1);
    assert.equal(
      stderr,
      'error: no active batch a (404): closed already, or no test ran in it\n' +
        'error: no active batch b (404): closed already, or no test ran in it\n' +
        'Check APPLITOOLS_BATCH_ID and --server-url: tests join a batch only if they ran with its ID, ' +
        'which eyes-batch-close env, run or a hook sets.\n',
    );
  }
  const ignored = ['a', '--retries=0', '--ignore-missing'];
  assert.equal((await runCommand(ignored, { variables })).stderr, '');
});

describe('where the CI names builds', () => {
  const hint = 'With an SCM integration, set APPLITOOLS_BATCH_BUILD_ID to the same in all jobs.\n';
  const build = { GITHUB_RUN_ID: '41' };
  const ids = ['a', 'b', '--retries=0'];

  for (const [name, args] of /** @type {[string, string[]][]} */ ([
    ['unknown batches are followed by what to do, once', ids],
    ['they are where that is no failure, too', [...ids, '--ignore-missing']],
  ])) {
    test(name, async (t) => {
      const server = await startFaultServer(t, { '*': answer(404) });
      const { stderr } = await runCommand(args, { variables: variablesFor(server, build) });
      assert.equal(stderr.split(hint).length, 2, stderr);
      const own = variablesFor(server, { ...build, APPLITOOLS_BATCH_BUILD_ID: '41' });
      const named = await runCommand(args, { variables: own });
      assert.ok(!named.stderr.includes(hint), named.stderr);
    });
  }

  test('nothing is said of the build of batches that are closed, or with --quiet', async (t) => {
    const server = await startFaultServer(t, { b: answer(404) });
    const variables = variablesFor(server, build);
    assert.equal((await runCommand(['a'], { variables })).stderr, '');
    const quiet = ['b', '--retries=0', '--ignore-missing', '--quiet'];
    assert.equal((await runCommand(quiet, { variables })).stderr, '');
  });
});

test('on GitHub Actions a sentence about closing comes once', async (t) => {
  const server = await startFaultServer(t, { a: answer(401) });
  const variables = { APPLITOOLS_BATCH_ID: 'a', GITHUB_ACTIONS: 'true' };
  const { status, stderr } = await runCommand(['run', '--', 'true'], {
    variables: variablesFor(server, variables),
  });
  assert.equal(status, 1);
  assert.equal(stderr.match(/was not closed/g)?.length, 1, stderr);
  assert.match(stderr, /^::error title=eyes-batch-close::Batch "a" was not closed: /m);
});
