// @ts-check
'use strict';

// What the package is for, with the real SDK: processes that know nothing of each other fill one
// batch, and it is closed after them.

const assert = require('node:assert/strict');
const diagnostics = require('node:diagnostics_channel');
const { test } = require('node:test');
const { BatchClose } = require('eyes-batch-close');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { apiKey, runSession } = require('./sessions.js');

/** @typedef {import('node:test').TestContext} TestContext */

const batchIds = ['nightly 7'];
const shared = {
  APPLITOOLS_BATCH_ID: 'nightly 7',
  APPLITOOLS_BATCH_NAME: 'Nightly',
  APPLITOOLS_DONT_CLOSE_BATCHES: 'true',
};

/**
 * A server after two processes that ran at the same time, a session each.
 *
 * @param {TestContext} t
 * @param {Record<string, string>} [variables]
 */
async function twoProcesses(t, variables = {}) {
  /** @type {import('eyes-batch-close/eyes-server').EyesServerBatch[]} */
  const completed = [];
  const server = await startEyesServer({
    apiKey,
    onBatchCompleted: (batch) => void completed.push(batch),
  });
  t.after(() => server.stop());
  const run = (/** @type {string} */ name, /** @type {Record<string, string>} */ own = {}) =>
    runSession(server, name, { ...shared, ...variables, ...own });
  await Promise.all([run('Home'), run('Checkout')]);
  const close = (options = {}) =>
    BatchClose.close({ batchIds, serverUrl: server.url, apiKey, ...options });
  const states = () => server.batches().map(({ state, tests }) => [state, tests.length]);
  return { ...server, completed, close, states, run };
}

/**
 * The DELETE requests to close a batch that the servers of this process receive.
 *
 * @param {TestContext} t
 */
function closings(t) {
  /** @type {string[]} */
  const paths = [];
  const hear = (/** @type {any} */ { request }) => {
    const [path] = request.url.split('?');
    if (request.method === 'DELETE' && path.includes('/close/')) paths.push(path);
  };
  diagnostics.subscribe('http.server.request.start', hear);
  t.after(() => diagnostics.unsubscribe('http.server.request.start', hear));
  return paths;
}

test('two processes under one batch ID fill one batch, which stays active', async (t) => {
  const paths = closings(t);
  const { batches, completed } = await twoProcesses(t);
  const [batch, ...others] = batches();
  assert.deepEqual(others, []);
  const { batchId, name, state, notify, tests } = batch;
  assert.deepEqual([batchId, name, state, notify], ['nightly 7', 'Nightly', 'active', false]);
  const steps = ['Whole page', 'Footer'];
  assert.deepEqual(
    tests.toSorted((a, b) => a.name.localeCompare(b.name)),
    ['Checkout', 'Home'].map((name) => ({ name, app: 'Shop', state: 'passed', steps })),
  );
  assert.deepEqual([completed, paths], [[], []]);
});

test('BatchClose closes what the SDK opened, by one request', async (t) => {
  const paths = closings(t);
  const { close, states } = await twoProcesses(t);
  const report = await close();
  assert.deepEqual(report.closed, batchIds);
  assert.deepEqual(states(), [['closed', 2]]);
  assert.deepEqual(paths, ['/api/sessions/batches/nightly%207/close/bypointerid']);
});

test('a completion notification that the SDK asked for is sent once, by the close', async (t) => {
  const { close, completed } = await twoProcesses(t, { APPLITOOLS_BATCH_NOTIFY: 'true' });
  assert.equal(completed.length, 0);
  await close();
  assert.deepEqual(
    completed.map(({ batchId, notify, tests }) => [batchId, notify, tests.length]),
    [['nightly 7', true, 2]],
  );
});

test('a further session under the ID of a closed batch starts a new batch', async (t) => {
  const { close, states, run } = await twoProcesses(t);
  await close();
  await run('Search');
  assert.deepEqual(states(), [
    ['closed', 2],
    ['active', 1],
  ]);
  await close();
  assert.deepEqual(states(), [
    ['closed', 2],
    ['closed', 1],
  ]);
});

test("a batch that the SDK's own runner closed is not found any more", async (t) => {
  const { close, states, run } = await twoProcesses(t);
  await run('Search', { APPLITOOLS_DONT_CLOSE_BATCHES: 'false' });
  assert.deepEqual(states(), [['closed', 3]]);
  await assert.rejects(close(), { code: 'BATCH_NOT_FOUND' });
  const { results } = await close({ ignoreMissing: true });
  assert.equal(results[0].outcome, 'not-found');
});
