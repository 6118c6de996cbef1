// @ts-check
'use strict';

// eyes-batch-close run: what the command gets, what is closed after it, and with which status all ends.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const events = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { KEY, bin, masked, runCommand, variablesFor } = require('../support/cli.js');
const { environmentOf } = require('../support/environment.js');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { startFolderStore, temporaryFolder } = require('../support/temporary-folder.js');

const FRESH = /^\d{4}-\d\d-\d\dt\d\d-\d\d-\d\d-[a-z0-9-]+-[0-9a-f]{16}$/;

/** Prints, as JSON, what the command sees of these variables. */
const SHOW = `const { APPLITOOLS_BATCH_ID: id, APPLITOOLS_DONT_CLOSE_BATCHES: dontClose, EYES_BATCH_CLOSE: close,
  APPLITOOLS_BATCH_NAME: name } = process.env;
console.log(JSON.stringify({ id, dontClose, close, name }));`;

/** @param {{ seen: { batchId?: string }[] }} server */
const closedIds = ({ seen }) => seen.map(({ batchId }) => batchId);

/** @param {string} script */
const node = (script) => ['--', process.execPath, '-e', script];

describe('the batch', () => {
  test('is a fresh one, set for the command and closed after it', async (t) => {
    const server = await startFaultServer(t);
    const ended = await runCommand(['run', ...node(SHOW)], { variables: variablesFor(server) });
    assert.equal(ended.status, 0, ended.stderr);
    const { id, ...others } = JSON.parse(ended.stdout);
    assert.match(id, FRESH);
    assert.deepEqual(others, { dontClose: 'true', close: 'false' });
    assert.deepEqual(closedIds(server), [id]);
    assert.equal(
      masked(ended.stderr),
      `eyes-batch-close: batch ${id}, made for this run; this run closes it after the last test\n\n` +
        `eyes-batch-close: closed batch ${id} in N ms\n`,
    );
  });

  const fromOutside = { APPLITOOLS_BATCH_ID: 'nightly', APPLITOOLS_DONT_CLOSE_BATCHES: 'no' };
  test('is that of the variable, whatever stands in the other one', async (t) => {
    const server = await startFaultServer(t);
    const variables = variablesFor(server, fromOutside);
    const { stdout } = await runCommand(['run', '--quiet', ...node(SHOW)], { variables });
    assert.deepEqual(JSON.parse(stdout), { id: 'nightly', dontClose: 'true', close: 'false' });
    assert.deepEqual(closedIds(server), ['nightly']);
  });

  for (const [name, variables, set] of /** @type {const} */ ([
    ['is set', {}, 'A "night"'],
    ['leaves one from outside', { APPLITOOLS_BATCH_NAME: 'Mine' }, 'Mine'],
  ])) {
    test(`--batch-name ${name}`, async (t) => {
      const server = await startFaultServer(t);
      const args = ['run', '--batch-name', 'A "night"', ...node(SHOW)];
      const { stdout } = await runCommand(args, { variables: variablesFor(server, variables) });
      assert.equal(JSON.parse(stdout).name, set);
    });
  }

  test('that all jobs of the CI run share is left for the last job', async (t) => {
    const server = await startFaultServer(t);
    const variables = { GITLAB_CI: 'true', CI_PIPELINE_ID: '7', APPLITOOLS_BATCH_ID: 'gitlab-7' };
    const ended = await runCommand(['run', ...node(SHOW)], {
      variables: variablesFor(server, variables),
    });
    assert.equal(ended.status, 0);
    assert.match(
      ended.stderr,
      /left open: all jobs .*\. In the last job: npx eyes-batch-close close -- gitlab-7/,
    );
    assert.deepEqual(server.seen, []);
  });

  test('of a run in a run is closed by the outer one', async (t) => {
    const server = await startFaultServer(t);
    const args = ['run', '--', process.execPath, bin, 'run', ...node(SHOW)];
    const { status, stdout } = await runCommand(args, { variables: variablesFor(server) });
    assert.equal(status, 0);
    assert.deepEqual(closedIds(server), [JSON.parse(stdout).id]);
  });
});

describe('shards', () => {
  test('share the ID of the CI run, and the last closes, also after a failure', async (t) => {
    const server = await startFaultServer(t);
    const store = startFolderStore(t);
    const variables = variablesFor(server, { GITLAB_CI: 'true', CI_PIPELINE_ID: '7' });
    const shard = (/** @type {string} */ shard, /** @type {string} */ script) =>
      runCommand(['run', '--shard', shard, '--store', store.url, ...node(script)], { variables });
    const first = await shard('2/2', `${SHOW} process.exit(7)`);
    assert.equal(first.status, 7);
    assert.equal(JSON.parse(first.stdout).id, 'gitlab-7');
    assert.match(first.stderr, /^eyes-batch-close: 1 of 2 shards done, not closing yet$/m);
    assert.deepEqual(server.seen, []);
    assert.equal((await shard('1/2', SHOW)).status, 0);
    assert.deepEqual(closedIds(server), ['gitlab-7']);
  });
});

describe('the exit status', () => {
  /** @type {[name: string, args: string[], status: number, fault: number][]} */
  const table = [
    ['is that of the command', node('process.exit(3)'), 3, 200],
    ['is that of the command, where closing fails, too', node('process.exit(3)'), 3, 401],
    ['is 1 where closing fails', node(''), 1, 401],
    ['is 0 where closing fails with --no-fail', ['--no-fail', ...node('')], 0, 401],
    ['is 0 where the server does not know the batch', ['--retries=0', ...node('')], 0, 404],
    ['is 137 after SIGKILL', node("process.kill(process.pid, 'SIGKILL')"), 137, 200],
  ];
  for (const [name, args, status, fault] of table) {
    test(name, async (t) => {
      const server = await startFaultServer(t, { a: answer(fault) });
      const variables = variablesFor(server, { APPLITOOLS_BATCH_ID: 'a' });
      const ended = await runCommand(['run', ...args], { variables });
      assert.equal(ended.status, status, ended.stderr);
      assert.equal(closedIds(server)[0], 'a');
    });
  }

  test('is 127 without such a command, and 126 where it can not be run; nothing is closed', async (t) => {
    const server = await startFaultServer(t);
    const variables = variablesFor(server);
    const missing = await runCommand(['run', '--quiet', '--', 'no-such-command'], { variables });
    assert.deepEqual(missing, {
      status: 127,
      stdout: '',
      stderr: 'error: there is no command no-such-command\n',
    });
    const file = path.join(temporaryFolder(t), 'data');
    fs.writeFileSync(file, '', { mode: 0o644 });
    const refused = await runCommand(['run', '--quiet', '--', file], { variables });
    assert.equal(refused.status, 126);
    assert.match(refused.stderr, /^error: \S+\/data can't be run: .*EACCES\n$/);
    assert.deepEqual(server.seen, []);
  });

  const ran = ['--', 'sh', '-c', 'echo ran'];
  const hint = 'eyes-batch-close run --help says more.\n';
  for (const [args, says] of /** @type {[string[], string | RegExp][]} */ ([
    [['run'], `error: run needs a command: eyes-batch-close run -- npm test\n${hint}`],
    [['run', '--'], `error: run needs a command: eyes-batch-close run -- npm test\n${hint}`],
    [['run', 'npm', 'test'], `error: run wants -- before the command: run -- npm test\n${hint}`],
    [['run', 'a', ...ran], `error: run wants -- before the command: run -- npm test\n${hint}`],
    [['run', '--json', ...ran], `error: run takes no --json\n${hint}`],
    [['run', '--retries=x', ...ran], /^error: --retries must be a whole number .*\n$/],
    [['run', '--no-fail', '--retries=x', ...ran], /^error: --retries must be .*\n$/],
    [['run', '--store=file:///a', ...ran], /^error: --store is for shards: give --shard, too\n$/],
    [['run', ...ran], /^error: .*APPLITOOLS_API_KEY.*\n$/],
  ])) {
    test(`is 2 before anything is run: ${args.join(' ')}`, async () => {
      const isKeyGiven = args.length > 1 + ran.length;
      /** @type {Record<string, string>} */
      const variables = isKeyGiven ? { APPLITOOLS_API_KEY: KEY } : {};
      const { status, stdout, stderr } = await runCommand(args, { variables });
      assert.deepEqual([status, stdout], [2, '']);
      if (typeof says === 'string') assert.equal(stderr, says);
      else assert.match(stderr, says);
    });
  }

  test('is 0 without a key where nothing about closing shall fail', async () => {
    const { status, stdout, stderr } = await runCommand(['run', '--no-fail', ...ran]);
    assert.deepEqual([status, stdout], [0, 'ran\n']);
    assert.match(stderr, /^eyes-batch-close: warning: .*APPLITOOLS_API_KEY/m);
  });
});

describe('the command', () => {
  test('gets its arguments as they are, its input, and its output is untouched', async (t) => {
    const server = await startFaultServer(t);
    const words = ['--help', '', 'a b', '"', "'", '$HOME', '*', '--', '-x=1'];
    const script =
      'process.stdin.pipe(process.stdout); console.error(JSON.stringify(process.argv.slice(1)))';
    const args = ['run', '--quiet', ...node(script), '--', ...words];
    const { stdout, stderr } = await runCommand(args, {
      variables: variablesFor(server),
      input: 'from outside',
    });
    assert.equal(stdout, 'from outside');
    assert.deepEqual(JSON.parse(stderr), words);
  });

  test('writes as to any pipe, however slowly it is read', async (t) => {
    const server = await startFaultServer(t);
    const script = "import os,sys\nfor _ in range(64): os.write(1, b'x' * 65536)";
    const child = spawn(process.execPath, [bin, 'run', '--', 'python3', '-c', script], {
      env: environmentOf(variablesFor(server)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = events.once(child, 'close');
    let size = 0;
    for await (const chunk of child.stdout) {
      size += chunk.length;
      await new Promise(setImmediate);
    }
    assert.deepEqual([size, await ended], [64 * 65_536, [0, null]]);
  });

  test('that leaves a child behind, or closes its output, keeps nobody', async (t) => {
    const server = await startFaultServer(t);
    const output = path.join(temporaryFolder(t), 'pid');
    const args = [
      'run',
      '--',
      'sh',
      '-c',
      `sleep 600 & echo $! > ${output}; exec >&- 2>&-; exit 4`,
    ];
    const child = spawn(process.execPath, [bin, ...args], {
      env: environmentOf(variablesFor(server)),
      stdio: 'ignore',
    });
    assert.deepEqual(await events.once(child, 'exit'), [4, null]);
    const pid = Number(fs.readFileSync(output, 'utf8'));
    process.kill(pid, 'SIGKILL'); // It is still there.
    assert.equal(server.seen.length, 1);
  });

  test('may be a Python program, which gets the batch', async (t) => {
    const server = await startFaultServer(t);
    const script = "import os; print(os.environ['APPLITOOLS_BATCH_ID'])";
    const { stdout } = await runCommand(['run', '--', 'python3', '-c', script], {
      variables: variablesFor(server),
    });
    assert.deepEqual(closedIds(server), [stdout.trim()]);
  });
});

test('the options of close serve here, too', async (t) => {
  const server = await startFaultServer(t, { a: [answer(503), answer(200)] });
  const variables = { APPLITOOLS_API_KEY: KEY, APPLITOOLS_BATCH_ID: 'a' };
  const settings = ['--server-url', server.url, '--api-key-in=header', '--batch-build-id', '7'];
  const ended = await runCommand(['run', ...settings, '--verbose', ...node('')], { variables });
  assert.equal(ended.status, 0, ended.stderr);
  const [{ url, headers }] = server.seen;
  assert.deepEqual(
    [url, headers['x-eyes-api-key']],
    ['/api/sessions/batches/a/7/close/bypointerid', KEY],
  );
  assert.match(ended.stderr, /^eyes-batch-close: attempt 1 for a: 503\n/m);
});
