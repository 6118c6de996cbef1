// @ts-check
'use strict';

// Exit status 2 for every setting that is wrong, found out early or late; 1 for what others did.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { pathToFileURL } = require('node:url');
const { KEY, runCommand, variablesFor } = require('../support/cli.js');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { freePort } = require('../support/listen.js');
const { runScript } = require('../support/run-script.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

/** Of each the arguments, and what is said. @type {[string, string[], RegExp][]} */
const WRONG = [
  [
    'a port that fetch blocks',
    ['a', '--server-url', 'http://127.0.0.1:6667'],
    /refuses to connect to port 6667.*another port/,
  ],
  ['a server URL that is none', ['a', '--server-url', 'eyes'], /--server-url has no scheme/],
  ['a proxy that is none', ['a', '--proxy', 'socks5://p'], /--proxy has a scheme/],
  [
    'a timeout that is none',
    ['a', '--timeout', '1s'],
    /--timeout must be a whole number.*not "1s"/,
  ],
  [
    'a shard that is none',
    ['a', '--shard', '5/4', '--store', 'redis://x'],
    /--shard must be a shard and the total, such as 2\/4/,
  ],
  [
    'a store of another kind',
    ['a', '--shard', '1/2', '--store', 's3://x'],
    /--store must be a URL/,
  ],
  ['no store', ['a', '--shard', '1/2'], /--store is not set/],
  [
    'a file URL that is relative',
    ['a', '--shard', '1/2', '--store', 'file://relative'],
    /not the URL of a folder.*full path/,
  ],
  [
    'a file URL on a host',
    ['a', '--shard', '1/2', '--store', 'file://host/share'],
    /not the URL of a folder/,
  ],
  [
    'a store URL that is none',
    ['a', '--shard', '1/2', '--store', 'redis://[x'],
    /not the URL of a folder or a server/,
  ],
  [
    'status of a relative store',
    ['status', 'a', '--store', 'file://relative'],
    /not the URL of a folder/,
  ],
  [
    'an ID of a relative store',
    ['id', '--run', 'x', '--store', 'file://relative'],
    /not the URL of a folder/,
  ],
  ['an ID that is none', ['..'], /argument 1 is a path, not an ID/],
  ['no ID', [], /no argument names a batch/],
  [
    'a file that is not there',
    ['--from', '/no/such/file'],
    /--from \/no\/such\/file can't be read/,
  ],
  ['a CA that is not there', ['a', '--ca', '/no/such/file'], /--ca \/no\/such\/file can't be read/],
  ['a CA that is none', ['a', '--ca', __filename], /--ca can't be used: it must be PEM/],
  ['a certificate without a key', ['a', '--cert', __filename], /--cert needs key \(--key\), too/],
  [
    'an option that is misspelt',
    ['a', '--retrys', '3'],
    /unknown option --retrys; did you mean --retries\?/,
  ],
  [
    'an option in other letters',
    ['a', '--batchBuildId=3'],
    /unknown option --batchBuildId; did you mean --batch-build-id\?/,
  ],
  ['an option of another command', ['status', '--retries', '3'], /status takes no --retries/],
  ['an option that nobody knows', ['a', '--colour'], /unknown option --colour$/m],
  ['a command that is misspelt', ['staus'], /staus is no command; did you mean status\?/],
  ['a port of serve that is none', ['serve', '--port', 'x'], /--port must be a whole number/],
];

for (const [what, args, says] of WRONG) {
  test(`${what}: 2`, async (t) => {
    const server = await startFaultServer(t);
    for (const more of [[], ['--json'], ['--no-fail']]) {
      if (more.length > 0 && /^(id|status|serve|staus)$/.test(args[0] ?? '')) continue;
      const run = await runCommand([...args, ...more], { variables: variablesFor(server) });
      assert.equal(run.status, 2, run.stderr);
      assert.match(run.stderr, says);
    }
    assert.equal(server.seen.length, 0);
  });
}

test('a folder that does not exist: 2, and the hint says to create it', async (t) => {
  const server = await startFaultServer(t);
  const folder = path.join(temporaryFolder(t), 'none');
  const store = pathToFileURL(folder).href;
  const variables = variablesFor(server, { EYES_BATCH_STORE: store });
  for (const args of [
    ['a', '--shard', '1/2'],
    ['status', 'a'],
    ['id', '--run', 'x'],
  ]) {
    const { status, stderr } = await runCommand(args, { variables });
    assert.equal(status, 2, stderr);
    const said = `error: --store names a folder that does not exist: ${store}. Create the folder, or mount the disk`;
    assert.ok(stderr.startsWith(said), stderr);
  }
  assert.ok(!fs.existsSync(folder));
  assert.equal(server.seen.length, 0);
});

test('a file in the place of the folder: 2', async (t) => {
  const server = await startFaultServer(t);
  const file = path.join(temporaryFolder(t), 'file');
  fs.writeFileSync(file, '');
  const args = ['a', '--shard', '1/2', '--store', pathToFileURL(file).href];
  const { status, stderr } = await runCommand(args, { variables: variablesFor(server) });
  assert.equal(status, 2, stderr);
});

test('a wrong setting among many batches is found out late: 2 all the same', async () => {
  const args = ['a', 'b', 'c', '--server-url', 'http://127.0.0.1:6000', '--api-key-in', 'header'];
  const { status } = await runCommand(args, { variables: { APPLITOOLS_API_KEY: KEY } });
  assert.equal(status, 2);
});

test('what others did: 1', async (t) => {
  const server = await startFaultServer(t, { refused: answer(401), broken: answer(418) });
  const variables = variablesFor(server);
  for (const id of ['refused', 'broken']) {
    assert.equal((await runCommand([id], { variables })).status, 1);
  }
  const nobody = ['a', '--server-url', `http://127.0.0.1:${await freePort()}`, '--retries', '0'];
  assert.equal((await runCommand(nobody, { variables })).status, 1);
  const store = ['a', '--shard', '1/2', '--store', `redis://127.0.0.1:${await freePort()}`];
  assert.equal((await runCommand([...store, '--retries', '0'], { variables })).status, 1);
});

test('undici that is missing: 2, and close() names the option that needs it', async (t) => {
  const server = await startFaultServer(t);
  const folder = temporaryFolder(t);
  const root = path.join(__dirname, '../..');
  for (const part of ['src/js', 'pkg', 'package.json']) {
    fs.cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  }
  const script = `
    const { spawnSync } = require('node:child_process');
    const { folder, url } = JSON.parse(process.argv[1]);
    const bin = require(folder + '/package.json').bin['eyes-batch-close'];
    const args = [folder + '/' + bin, 'a', '--server-url', url, '--proxy', url];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    console.log(status, stderr.split('\\n')[0]);
    const { closeBatch } = require(folder);
    const options = { batchIds: 'a', serverUrl: url };
    Promise.all([{ proxy: url }, { ca: 'x' }, {}].map((more) =>
      closeBatch({ ...options, ...more }).then(({ closed }) => closed.join(), ({ code, option }) => code + ' ' + option),
    )).then((outcomes) => console.log(outcomes.join(', ')));`;
  const { stdout, stderr } = await runScript(script, {
    data: { folder, url: server.url },
    env: { APPLITOOLS_API_KEY: 'the-key' },
  });
  assert.equal(
    stdout,
    "2 error: --proxy needs the package undici, which can't be loaded. Install eyes-batch-close together with its " +
      'dependency undici.\nINVALID_OPTION proxy, INVALID_OPTION ca, a\n',
    stderr,
  );
});
