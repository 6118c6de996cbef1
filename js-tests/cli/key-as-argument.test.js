// @ts-check
'use strict';

// A secret in the place of something else, as a script has it that mixes its variables up: it is not repeated.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runCommand, variablesFor } = require('../support/cli.js');
const { startFaultServer } = require('../support/fault-server.js');
const { leaks } = require('../support/secret-leaks.js');
const { startFolderStore } = require('../support/temporary-folder.js');

/** With nothing in it that a URL or a shell would change. */
const KEY = 'Xq7Lm2Vt9Zc4Rn8Wd3Hk6Pb5Jy1';

/** @type {string[][]} */
const PLACES = [
  [KEY],
  ['a', KEY],
  ['close', KEY],
  ['status', KEY, '--store', 'file:///tmp'],
  ['a', '--timeout', KEY],
  ['a', '--total-timeout', KEY],
  ['a', '--retries', KEY],
  ['a', '--concurrency', KEY],
  ['a', '--shard', KEY],
  ['a', '--shard', '1/2', '--store', KEY],
  ['a', '--server-url', KEY],
  ['a', '--api-key-in', KEY],
  ['a', '--ca', KEY],
  ['a', '--cert', KEY, '--key', KEY],
  ['--from', KEY],
  ['a', `--${KEY}`],
  ['a', `--${KEY}=x`],
  ['a', '--ca', `/tmp/${encodeURIComponent(KEY)}`],
  ['id', '--run', 'x', '--timeout', KEY, '--store', 'file:///tmp'],
  ['serve', '--port', KEY],
  ['serve', KEY],
  ['serve', '--host', KEY],
  ['serve', '--host', KEY, '--api-key', 'x'],
  ['status', 'a', '--wait', KEY],
  ['env', '--format', KEY],
  ['env', '--batch-name', KEY],
  ['env', '--batch-build-id', KEY],
  ['run', KEY],
  [`clos${KEY}`, '--from', KEY],
];

for (const args of PLACES) {
  const shown = args.join(' ').replaceAll(KEY, 'KEY');
  test(`eyes-batch-close ${shown} does not repeat the key`, async (t) => {
    const server = await startFaultServer(t);
    const isClose = !/^(status|id|serve|env|run)$/.test(args[0]);
    for (const more of isClose ? [[], ['--json'], ['--verbose']] : [[]]) {
      const variables = variablesFor(server, { APPLITOOLS_API_KEY: KEY, GITHUB_ACTIONS: 'true' });
      const { status, stdout, stderr } = await runCommand([...args, ...more], { variables });
      assert.equal(status, 2, stderr);
      assert.deepEqual(leaks([KEY], stdout + stderr), []);
      if (more[0] === '--json' && stdout !== '') assert.ok(JSON.parse(stdout).error.code);
    }
    assert.equal(server.seen.length, 0);
  });
}

/** As a variable has it that was read from a file. */
const PEM = `-----BEGIN PRIVATE KEY-----\n${KEY}\n${KEY}\n-----END PRIVATE KEY-----\n`;
const NAME = 'takes the name of a file, not what is in it';

for (const [args, says] of /** @type {[string[], string][]} */ ([
  [['a', '--cert', 'x', '--key', PEM], `--key ${NAME}`],
  [['a', `--key=${PEM}`], `--key ${NAME}`],
  [['a', `--from=${PEM}`], `--from ${NAME}`],
  [['a', `--key=${KEY.repeat(5)}`], "--key can't be read: ENOENT"],
  [['a', `--key=${KEY}\n${KEY}`], `--key ${NAME}`],
  [
    ['a', '--api-key', `-${KEY}`],
    '--api-key needs a value; one that begins with a dash is written --api-key=…',
  ],
  [['a', PEM], 'unknown option …'],
  [['a', `--ca=${KEY}`, '--api-key', KEY], "--ca *** can't be read: ENOENT"],
  [['serve', `--port=${KEY}`, `--read-api-key=${KEY}`], '--port must be a whole number'],
])) {
  const shown = args.join(' ').replaceAll(PEM, 'PEM').replaceAll(KEY, 'SECRET');
  test(`eyes-batch-close ${JSON.stringify(shown)} does not repeat the secret`, async () => {
    const variables = { APPLITOOLS_API_KEY: 'another', GITHUB_ACTIONS: 'true' };
    const { status, stdout, stderr } = await runCommand(args, { variables });
    assert.equal(status, 2, stderr);
    assert.ok(stderr.startsWith(`error: ${says}`), stderr);
    assert.deepEqual(leaks([KEY, PEM], stdout + stderr), []);
  });
}

test('a command that is the key is not repeated', async (t) => {
  const server = await startFaultServer(t);
  const variables = variablesFor(server, { APPLITOOLS_API_KEY: KEY, GITHUB_ACTIONS: 'true' });
  for (const program of [KEY, `/${KEY}`]) {
    const ended = await runCommand(['run', '--', program], { variables });
    assert.equal(ended.status, 127, ended.stderr);
    assert.deepEqual(leaks([KEY], ended.stdout + ended.stderr), []);
  }
});

test('a file that can not be written is not repeated where it is a secret', async (t) => {
  const server = await startFaultServer(t);
  const variables = variablesFor(server, { APPLITOOLS_API_KEY: KEY, GITHUB_ACTIONS: 'true' });
  for (const file of [`/none/${KEY}`, `/none/${PEM}`]) {
    for (const option of ['junit', 'report']) {
      const args = ['a', `--${option}=${file}`, '--results-timeout=1'];
      const { status, stdout, stderr } = await runCommand(args, { variables });
      assert.equal(status, 1, stderr);
      assert.deepEqual(leaks([KEY, PEM], stdout + stderr), []);
    }
  }
});

test('a server URL that holds the key is not repeated', async (t) => {
  const server = await startFaultServer(t);
  const variables = { APPLITOOLS_API_KEY: KEY };
  const args = ['a', '--server-url', `${server.url}/${KEY}`];
  const { stdout, stderr } = await runCommand(args, { variables });
  assert.match(stdout, /1 of 1 closed on http:\/\/127\.0\.0\.1:\d+\/\*\*\*, named by/);
  assert.deepEqual(leaks([KEY], stdout + stderr), []);
});

test('the name of a run that is the key is not repeated', async (t) => {
  const { url } = startFolderStore(t);
  const args = ['id', '--run', KEY, '--store', url, '--explain'];
  const { status, stdout, stderr } = await runCommand(args, {
    variables: { APPLITOOLS_API_KEY: KEY },
  });
  assert.equal(status, 0, stderr);
  assert.deepEqual(leaks([KEY], stdout + stderr), []);
});

test('an ID that is the key of --api-key is not repeated, either', async (t) => {
  const server = await startFaultServer(t);
  for (const more of [[], ['--json']]) {
    const args = [KEY, '--api-key', KEY, ...more];
    const variables = variablesFor(server, { APPLITOOLS_API_KEY: 'another' });
    const { status, stdout, stderr } = await runCommand(args, { variables });
    assert.equal(status, 2, stderr);
    assert.deepEqual(leaks([KEY], stdout + stderr), []);
  }
});

for (const value of ['$&', "$'", '$`', '$1', '%s', '%o', '\\', '{}', '"']) {
  test(`an argument ${value} is said as it is`, async () => {
    const args = ['a', '--timeout', value];
    const { stderr } = await runCommand(args, { variables: { APPLITOOLS_API_KEY: 'the-key' } });
    const quoted = JSON.stringify(value);
    const said = `error: --timeout must be a whole number from 1 to 2147483647, not ${quoted}\n`;
    assert.equal(stderr, said);
    const file = await runCommand([`--from=${value}`, '--json'], {
      variables: { APPLITOOLS_API_KEY: 'the-key' },
    });
    assert.ok(file.stderr.startsWith(`error: --from ${value} can't be read: ENOENT`), file.stderr);
  });
}
