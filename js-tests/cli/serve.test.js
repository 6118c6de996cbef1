// @ts-check
'use strict';

// eyes-batch-close serve: the local Eyes server from the command line.

const assert = require('node:assert/strict');
const events = require('node:events');
const http = require('node:http');
const { test } = require('node:test');
const { KEY, runCommand, startCommand } = require('../support/cli.js');
const { open } = require('../support/eyes-client.js');

/**
 * Starts a server; resolves to its URL when it listens.
 *
 * @param {import('node:test').TestContext} t
 * @param {string[]} args
 */
async function serving(t, args) {
  const { child, output, ended } = startCommand(['serve', ...args]);
  t.after(() => child.kill('SIGKILL'));
  while (!output.stdout.includes('APPLITOOLS_API_KEY=')) await events.once(child.stdout, 'data');
  const url = /^APPLITOOLS_SERVER_URL=(\S+)$/m.exec(output.stdout)?.[1] ?? '';
  return { child, output, ended, url };
}

for (const [signal, args] of /** @type {const} */ ([
  ['SIGINT', []],
  ['SIGTERM', ['--port', '0']],
])) {
  test(`serve takes batches and names complete ones, until ${signal}`, async (t) => {
    const { child, output, ended, url } = await serving(t, [...args]);
    assert.equal(
      output.stdout.replace(/:\d+/, ':PORT'),
      'An Eyes server to try things with, until Ctrl-C; its batches are to be seen in a browser.\n' +
        'APPLITOOLS_SERVER_URL=http://127.0.0.1:PORT\nAPPLITOOLS_API_KEY=test-key, or any other\n',
    );
    await open({ url }, { id: 'nightly' });
    const variables = { APPLITOOLS_SERVER_URL: url, APPLITOOLS_API_KEY: KEY };
    assert.equal((await runCommand(['nightly'], { variables })).status, 0);
    child.kill(signal);
    const { status, stdout, stderr } = await ended();
    assert.deepEqual([status, stderr], [0, '']);
    assert.ok(stdout.endsWith('\nbatch nightly is complete, with 1 test\n'), stdout);
  });
}

test('serve takes the key of --api-key alone, and does not show it', async (t) => {
  const { child, output, ended, url } = await serving(t, ['--api-key', KEY]);
  const variables = { APPLITOOLS_SERVER_URL: url, APPLITOOLS_API_KEY: 'another' };
  const { status, stderr } = await runCommand(['nightly'], { variables });
  assert.equal(status, 1);
  assert.match(stderr, /401/);
  assert.match(output.stdout, /^APPLITOOLS_API_KEY=the one given$/m);
  child.kill('SIGINT');
  assert.equal((await ended()).status, 0);
});

test('serve says when its port is taken, or is none', async (t) => {
  const other = http.createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await events.once(other, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address());
  const taken = await runCommand(['serve', '--port', `${port}`]);
  assert.equal(taken.status, 2);
  assert.match(
    taken.stderr,
    new RegExp(`^error: Port ${port} of 127\\.0\\.0\\.1 is taken: .*\\n$`),
  );
  for (const wrong of ['abc', '', '1.5', '65536']) {
    const stderr = `error: --port must be a whole number from 0 to 65535, not "${wrong}"\n`;
    assert.deepEqual(await runCommand(['serve', `--port=${wrong}`]), {
      status: 2,
      stdout: '',
      stderr,
    });
  }
});
