// @ts-check
'use strict';

// A server that does not know the batch after the tests: what may be so is said, and nothing that nobody knows.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { start, open, close } = require('../support/eyes-client.js');
const { runHooks } = require('../support/hook-run.js');
const { KEY } = require('./run-on-server.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

const MAY_BE =
  'no Eyes test ran, or the tests set an ID of their own, or closed the batch themselves, or another job did';

/** @param {import('node:test').TestContext} t */
async function setUp(t) {
  const server = await start(t, { apiKey: KEY });
  const variables = { APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_API_KEY: KEY };
  return { server, variables };
}

for (const hook of /** @type {Hook[]} */ (['setup', 'reporter', 'wdio', 'nightwatch'])) {
  for (const [what, act] of /** @type {[string, (server: any) => Promise<unknown>][]} */ ([
    ['no test ran', async () => {}],
    ['the tests had an ID of their own', (server) => open(server, { id: 'set-in-code' })],
    [
      'the tests closed it themselves',
      async (server) => {
        await open(server, { id: 'nightly' });
        await close(server, 'nightly');
      },
    ],
  ])) {
    test(`${hook}: where ${what}, a line says what may be so`, async (t) => {
      const { server, variables } = await setUp(t);
      await act(server);
      const { lines, thrown } = await runHooks(
        { hooks: [hook], tests: 0 },
        { ...variables, APPLITOOLS_BATCH_ID: 'nightly' },
      );
      assert.deepEqual(thrown, []);
      const said = `eyes-batch-close: the server has no active batch nightly: ${MAY_BE}`;
      assert.deepEqual(lines.slice(1).filter(Boolean), [said]);
    });
  }
}

test('where the CI names builds, a line says what to set, unless the option names one', async (t) => {
  const { variables } = await setUp(t);
  const ofCi = { ...variables, APPLITOOLS_BATCH_ID: 'nightly', CI_JOB_ID: '90001' };
  const hooks = /** @type {Hook[]} */ (['wdio']);
  const { lines } = await runHooks({ hooks, tests: 0 }, ofCi);
  assert.equal(
    lines.at(-1),
    'eyes-batch-close: With an SCM integration, set APPLITOOLS_BATCH_BUILD_ID to the same in all jobs.',
  );
  const named = await runHooks({ hooks, options: { batchBuildId: '7000' }, tests: 0 }, ofCi);
  assert.ok(named.lines.at(-1)?.endsWith(MAY_BE), named.lines.join('\n'));
});

test('the option batchIds that is not APPLITOOLS_BATCH_ID is warned of at the begin', async (t) => {
  const { variables } = await setUp(t);
  const run = { hooks: /** @type {Hook[]} */ (['wdio']), options: { batchIds: 'mine' }, tests: 0 };
  const { lines } = await runHooks(run, { ...variables, APPLITOOLS_BATCH_ID: 'theirs' });
  assert.equal(
    lines[1],
    'eyes-batch-close: warning: the option batchIds names another batch than APPLITOOLS_BATCH_ID (theirs): tests that ' +
      'take theirs from the variable run in one that stays open',
  );
});

test('it is not where they are the same, or one of several', async (t) => {
  const { variables } = await setUp(t);
  for (const batchIds of ['theirs', ['mine', 'theirs']]) {
    const run = { hooks: /** @type {Hook[]} */ (['wdio']), options: { batchIds }, tests: 0 };
    const { lines } = await runHooks(run, { ...variables, APPLITOOLS_BATCH_ID: 'theirs' });
    assert.ok(!lines.join('\n').includes('warning'), lines.join('\n'));
  }
});
