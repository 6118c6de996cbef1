// @ts-check
'use strict';

// What the hooks for Playwright do beyond the others: a teardown alone, modes of the reporter, mistakes in the config.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { fileOf, runHooks } = require('../support/hook-run.js');
const { start } = require('../support/eyes-client.js');
const { CLOSED, CLOSES, OWN_LINE, leftOpen } = require('./lines.js');

const OUTSIDE = { APPLITOOLS_BATCH_ID: 'nightly' };
const CLOSE = 'DELETE /api/sessions/batches/nightly/close/bypointerid';
const UNKNOWN =
  'APPLITOOLS_BATCH_ID is not set, so it is not known which batch to close. ' +
  'Set it to the same ID wherever the tests run, and here.';

/**
 * @param {import('node:test').TestContext} t
 * @param {import('../support/hook-run.js').Run} run
 * @param {Record<string, string>} [variables]
 */
async function runOf(t, run, variables) {
  const server = await start(t);
  const basics = { APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_API_KEY: 'the-key' };
  return runHooks(run, { ...basics, ...variables });
}

test('a teardown alone closes the batch that the environment names', async (t) => {
  const { requests, lines } = await runOf(t, { hooks: ['teardown'] }, OUTSIDE);
  assert.deepEqual(requests, [CLOSE]);
  assert.deepEqual(lines, [OWN_LINE, CLOSED]);
});

test('a teardown alone leaves the batch of a shard open', async (t) => {
  const config = { shard: { current: 2, total: 2 } };
  const { requests, lines } = await runOf(t, { hooks: ['teardown'], config }, OUTSIDE);
  assert.deepEqual(requests, []);
  const command = 'In the last job: npx eyes-batch-close close -- nightly';
  assert.deepEqual(lines, [OWN_LINE, leftOpen(`: the shards of this run share it. ${command}`)]);
});

test('a teardown alone warns if no batch is named', async (t) => {
  const { thrown, requests, lines } = await runOf(t, { hooks: ['teardown'] });
  assert.deepEqual([thrown, requests], [[], []]);
  assert.deepEqual(lines, [OWN_LINE, `eyes-batch-close: warning: ${UNKNOWN}`]);
});

test('a merge closes the batch that the environment names', async (t) => {
  const run = { hooks: /** @type {['reporter']} */ (['reporter']), mode: 'merge' };
  const { dontClose, requests, lines } = await runOf(t, run, OUTSIDE);
  assert.equal(dontClose, undefined);
  assert.deepEqual(requests, [CLOSE]);
  assert.deepEqual(lines, [OWN_LINE, CLOSED]);
});

test('a merge without an ID closes nothing with a warning, and fails with failOnError', async (t) => {
  const run = { hooks: /** @type {['reporter']} */ (['reporter']), mode: 'merge' };
  const { thrown, requests, lines } = await runOf(t, run);
  assert.deepEqual([thrown, requests], [[], []]);
  assert.deepEqual(lines, [OWN_LINE, `eyes-batch-close: warning: ${UNKNOWN}`]);
  const strict = await runOf(t, { ...run, options: { failOnError: true }, exitCode: 1 });
  assert.deepEqual(strict.lines, [OWN_LINE, `eyes-batch-close: error: ${UNKNOWN}`]);
});

test('listing tests does nothing', async (t) => {
  const run = {
    hooks: /** @type {['reporter']} */ (['reporter']),
    mode: 'list',
    began: false,
    tests: 0,
  };
  const { requests, lines } = await runOf(t, run, OUTSIDE);
  assert.deepEqual([requests, lines], [[], []]);
});

test('a run without a test sends nothing', async (t) => {
  const run = { hooks: /** @type {['reporter']} */ (['reporter']), began: false, tests: 0 };
  const { requests, lines } = await runOf(t, run, OUTSIDE);
  assert.deepEqual(requests, []);
  assert.deepEqual(lines, [CLOSES]);
});

for (const argument of ['--ui', '--ui-port=0', '--ui-host=127.0.0.1', 'test-server']) {
  test(`the reporter never closes in UI mode: ${argument}`, async (t) => {
    const run = { hooks: /** @type {['reporter']} */ (['reporter']), argv: ['test', argument] };
    const { requests, lines } = await runOf(t, run, OUTSIDE);
    assert.deepEqual(requests, []);
    assert.deepEqual(lines, [leftOpen(': in UI mode the reporter closes nothing')]);
  });
}

test('the set-up that is named as teardown fails with the line to write', async (t) => {
  const file = fileOf('playwright');
  for (const config of [{ globalTeardown: file }, { globalSetup: file, globalTeardown: file }]) {
    const { thrown, requests } = await runOf(t, { hooks: ['setup'], config }, OUTSIDE);
    assert.match(thrown.join(), /^Error: .* write: globalSetup: 'eyes-batch-close\/playwright'$/);
    assert.deepEqual(requests, []);
  }
});

test("a set-up in the user's own file that is named as teardown fails with the line to write", async (t) => {
  const run = {
    hooks: /** @type {['setup']} */ (['setup']),
    config: { globalTeardown: '/own.js' },
  };
  const { thrown, requests } = await runOf(t, { ...run, options: {} }, OUTSIDE);
  assert.match(thrown.join(), /^Error: .* write: globalSetup: 'eyes-batch-close\/playwright'$/);
  assert.deepEqual(requests, []);
});

test('the teardown that is named as set-up fails with the line to write', async (t) => {
  const config = { globalSetup: fileOf('playwright/teardown') };
  const { thrown, requests } = await runOf(t, { hooks: ['teardown'], config }, OUTSIDE);
  assert.match(thrown.join(), /write: globalTeardown: 'eyes-batch-close\/playwright\/teardown'$/);
  assert.deepEqual(requests, []);
});

// Since Playwright 1.49 a slot takes several files, of which the public config has the first.
for (const [hook, slot, lists] of /** @type {const} */ ([
  ['setup', 'globalSetup', { globalTeardowns: ['/own.js', fileOf('playwright')] }],
  ['teardown', 'globalTeardown', { globalSetups: ['/own.js', fileOf('playwright/teardown')] }],
])) {
  test(`the ${hook} that stands second in the other's list fails with the line to write`, async (t) => {
    const files = { globalSetup: '/own.js', globalTeardown: '/own.js' };
    const run = { hooks: [hook], lists, config: files };
    const { thrown, requests } = await runOf(t, run, OUTSIDE);
    assert.match(thrown.join(), new RegExp(`^Error: .* write: ${slot}: 'eyes-batch-close/`));
    assert.deepEqual(requests, []);
  });
}

test('files beside ours in the lists are no mistake', async (t) => {
  const lists = {
    globalSetups: ['/own.js', fileOf('playwright')],
    globalTeardowns: ['/own.js', fileOf('playwright/teardown')],
  };
  const config = { globalSetup: '/own.js', globalTeardown: '/own.js' };
  const hooks = /** @type {import('../support/hook-run.js').Hook[]} */ (['setup', 'teardown']);
  const { thrown, requests } = await runOf(t, { hooks, lists, config }, OUTSIDE);
  assert.deepEqual([thrown, requests], [[], [CLOSE]]);
});

test("a set-up beside the user's own teardown is no mistake", async (t) => {
  const config = { globalSetup: fileOf('playwright'), globalTeardown: '/project/teardown.js' };
  const { thrown, requests } = await runOf(t, { hooks: ['setup'], config }, OUTSIDE);
  assert.deepEqual([thrown, requests], [[], [CLOSE]]);
});
