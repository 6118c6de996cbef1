// @ts-check
'use strict';

// What is known to fail is said before the first test, not after an hour of them; with failOnError no test is run.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { start } = require('../support/eyes-client.js');
const { runHooks } = require('../support/hook-run.js');
const { KEY } = require('./run-on-server.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

const hooks = /** @type {Hook[]} */ (['setup', 'reporter', 'wdio', 'nightwatch']);

/** What is wrong, and what is said of it. @type {[string, Record<string, unknown>, Record<string, string>, RegExp][]} */
const problems = [
  ['no API key', {}, { APPLITOOLS_API_KEY: '' }, /apiKey is not set, nor is APPLITOOLS_API_KEY/],
  ['a timeout that is none', { timeout: 0 }, {}, /timeout must be a whole number from 1 to/],
  ['a server URL that is none', { serverUrl: 'eyes' }, {}, /serverUrl has no scheme/],
  ['a proxy that is none', { proxy: 'socks5://p' }, {}, /proxy has a scheme that is neither/],
  ['retries as text', { retries: 'many' }, {}, /retries must be a whole number from 0 to 100/],
  ['ca that is none', { ca: 1 }, {}, /ca must be PEM text/],
  [
    'a wrong variable',
    {},
    { APPLITOOLS_SERVER_URL: 'eyes' },
    /APPLITOOLS_SERVER_URL has no scheme/,
  ],
];

for (const hook of hooks) {
  for (const [what, options, variables, says] of problems) {
    test(`${hook}: ${what} is a warning before the first test, which runs all the same`, async (t) => {
      const server = await start(t, { apiKey: KEY });
      const around = {
        APPLITOOLS_SERVER_URL: server.url,
        APPLITOOLS_API_KEY: KEY,
        APPLITOOLS_BATCH_ID: 'nightly',
        ...variables,
      };
      // Its test would need the server: it has none here.
      const { thrown, lines, ids } = await runHooks({ hooks: [hook], options, tests: 0 }, around);
      assert.deepEqual([thrown, ids], [[], []]);
      const beforeTests = lines.slice(0, lines.indexOf(''));
      assert.equal(beforeTests.length, 2, lines.join('\n'));
      assert.match(beforeTests[1], /^eyes-batch-close: warning: /);
      assert.match(beforeTests[1], says);
    });
  }

  test(`${hook}: with failOnError a run without an API key does not start`, async (t) => {
    const server = await start(t, { apiKey: KEY });
    const around = { APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_BATCH_ID: 'nightly' };
    const run = { hooks: [hook], options: { failOnError: true }, tests: 0 };
    const { thrown, status, lines, requests } = await runHooks(run, around);
    const problem = 'apiKey is not set, nor is APPLITOOLS_API_KEY';
    const hint = 'Set the environment variable APPLITOOLS_API_KEY.';
    assert.deepEqual(lines, [`eyes-batch-close: error: ${problem}. ${hint}`]);
    assert.deepEqual(requests, []);
    if (hook === 'reporter') assert.deepEqual([thrown, status], [[], { status: 'failed' }]);
    else assert.match(thrown.join(), new RegExp(`^\\w+Error: ${problem}$`));
  });
}

test('a run that leaves its batch open needs no API key', async (t) => {
  const server = await start(t, { apiKey: KEY });
  const around = { APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_BATCH_ID: 'nightly' };
  const options = { enabled: false, failOnError: true };
  const { thrown, lines } = await runHooks({ hooks: ['wdio'], options, tests: 0 }, around);
  assert.deepEqual(thrown, []);
  assert.equal(lines.length, 1);
});
