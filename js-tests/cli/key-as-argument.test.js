// @ts-check
'use strict';

// The API key in the place of something else, as a script has it that mixes its variables up: it is not repeated.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runCommand, variablesFor } = require('../support/cli.js');
const { startFaultServer } = require('../support/fault-server.js');
const { leaks } = require('../support/secret-leaks.js');

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
];

for (const args of PLACES) {
  const shown = args.join(' ').replaceAll(KEY, 'KEY');
  test(`eyes-batch-close ${shown} does not repeat the key`, async (t) => {
    const server = await startFaultServer(t);
    const isClose = !/^(status|id|serve)$/.test(args[0]);
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
