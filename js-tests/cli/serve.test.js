// @ts-check
'use strict';

// eyes-batch-close serve: the local Eyes server from the command line.

const assert = require('node:assert/strict');
const events = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { describe, test } = require('node:test');
const { KEY, runCommand, startCommand } = require('../support/cli.js');
const { open } = require('../support/eyes-client.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

/**
 * Starts a server; resolves to its URL when it listens.
 *
 * @param {import('node:test').TestContext} t
 * @param {string[]} args
 * @param {import('../support/cli.js').Around} [around]
 */
async function serving(t, args, around) {
  const { child, output, ended } = startCommand(['serve', ...args], around);
  t.after(() => child.kill('SIGKILL'));
  while (!/APPLITOOLS_API_KEY.*\n/.test(output.stdout)) await events.once(child.stdout, 'data');
  const url = /^export APPLITOOLS_SERVER_URL=(\S+)$/m.exec(output.stdout)?.[1] ?? '';
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
      '# Local Eyes server; stop it with Ctrl-C. Open the address in a browser to see its batches.\n' +
        'export APPLITOOLS_SERVER_URL=http://127.0.0.1:PORT\n' +
        'export APPLITOOLS_API_KEY=test-key # or any other\n',
    );
    await open({ url }, { id: 'nightly' });
    const variables = { APPLITOOLS_SERVER_URL: url, APPLITOOLS_API_KEY: KEY };
    assert.equal((await runCommand(['nightly'], { variables })).status, 0);
    assert.equal((await runCommand(['nightly', '--retries=0'], { variables })).status, 1);
    child.kill(signal);
    const { status, stdout, stderr } = await ended();
    assert.equal(status, 0);
    assert.match(
      stderr,
      /^refused DELETE \/api\/sessions\/batches\/nightly\/\S+ with 404: .*closed already.* \(.+\)\n$/,
    );
    assert.ok(stdout.endsWith('\nbatch nightly is complete, with 1 test\n'), stdout);
  });
}

test('serve ends well by a signal that comes as soon as it says where it listens', async (t) => {
  const seen = path.join(temporaryFolder(t), 'seen');
  const variables = {
    NODE_OPTIONS: `--require=${require.resolve('../support/held-program.js')}`,
    HELD_AT: 'APPLITOOLS_API_KEY',
    HELD_UNTIL: seen,
  };
  const { child, ended } = await serving(t, [], { variables });
  child.kill('SIGTERM');
  fs.writeFileSync(seen, '');
  assert.equal((await ended()).status, 0);
});

test('serve takes the key of --api-key alone, and does not show it', async (t) => {
  const { child, output, ended, url } = await serving(t, ['--api-key', KEY]);
  const variables = { APPLITOOLS_SERVER_URL: url, APPLITOOLS_API_KEY: 'another' };
  const { status, stderr } = await runCommand(['nightly'], { variables });
  assert.equal(status, 1);
  assert.match(stderr, /401/);
  assert.match(output.stdout, /^# APPLITOOLS_API_KEY is the one given\.$/m);
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

test('serve --quiet says nothing but what can be pasted', async (t) => {
  const { child, output, ended, url } = await serving(t, ['--quiet']);
  const variables = { APPLITOOLS_SERVER_URL: url, APPLITOOLS_API_KEY: KEY };
  await runCommand(['nightly', '--retries=0'], { variables });
  child.kill('SIGINT');
  assert.deepEqual(await ended(), { status: 0, stdout: output.stdout, stderr: '' });
  assert.match(output.stdout, /^export APPLITOOLS_SERVER_URL=\S+\nexport .* # or any other\n$/);
});

describe('serve --host', () => {
  test('that others can reach wants a key', async () => {
    assert.deepEqual(await runCommand(['serve', '--host', '0.0.0.0']), {
      status: 2,
      stdout: '',
      stderr: 'error: others can reach --host 0.0.0.0: give --api-key, too\n',
    });
  });

  test('warns, and answers by whatever name it is called', async (t) => {
    const args = ['--host', '0.0.0.0', '--api-key', KEY];
    const { child, output, ended, url } = await serving(t, args);
    assert.match(output.stderr, /^warning: others can reach 0\.0\.0\.0, and see all batches/);
    const { hostname, port } = new URL(url);
    const headers = { host: `eyes.example:${port}`, 'x-eyes-api-key': KEY };
    const path = '/api/sessions/renderinfo';
    const request = http.get({ host: '127.0.0.1', port, path, headers });
    const [response] = await events.once(request, 'response');
    let body = '';
    for await (const chunk of response) body += chunk;
    // What it tells clients to call is what they called it.
    assert.ok(JSON.parse(body).resultsUrl.startsWith(`http://eyes.example:${port}/`), body);
    assert.notEqual(hostname, '0.0.0.0');
    child.kill('SIGINT');
    assert.equal((await ended()).status, 0);
  });
});
