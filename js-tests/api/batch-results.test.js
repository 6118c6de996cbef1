// @ts-check
'use strict';

// What came of the batches: read after closing them, or without it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { BatchClose, closeBatch, getBatchResults } = require('eyes-batch-close');
const { KEY, start } = require('../support/eyes-client.js');
const { runEyesTests, statusByName } = require('../support/eyes-tests.js');
const { startFolderStore } = require('../support/temporary-folder.js');

/** @typedef {import('eyes-batch-close').BatchSummary} BatchSummary */

/** A server where what came of a test is its name. @param {import('node:test').TestContext} t */
async function startServer(t, options = {}) {
  const server = await start(t, { status: statusByName, ...options });
  return { server, common: { serverUrl: server.url, apiKey: KEY } };
}

/** What was thrown. @param {Promise<unknown>} call @returns {Promise<any>} */
const thrownBy = (call) =>
  call.then(
    () => assert.fail('it resolved'),
    (error) => error,
  );

test('with results each result has the counts of its batch, and a link', async (t) => {
  const { server, common } = await startServer(t);
  await runEyesTests(server, 'a', ['passed', 'passed', 'unresolved']);
  await runEyesTests(server, 'b', ['failed']);
  const batchIds = ['a', 'b'];
  const { results, closed } = await closeBatch({ ...common, batchIds, results: true });
  assert.deepEqual(closed, batchIds);
  const [a, b] = results.map(({ summary }) => /** @type {BatchSummary} */ (summary));
  const none = { failed: 0, unresolved: 0, new: 0, aborted: 0, empty: 0 };
  assert.match(String(a.url), /^http:\S+#batch-/);
  assert.deepEqual(a, { ...none, passed: 2, unresolved: 1, total: 3, url: a.url });
  assert.deepEqual([b.failed, b.total], [1, 1]);
});

test('without the option nothing is read', async (t) => {
  const { server, common } = await startServer(t);
  await runEyesTests(server, 'a', ['failed']);
  const { results } = await closeBatch({ ...common, batchIds: 'a' });
  assert.ok(!('summary' in results[0]));
  assert.deepEqual(server.refused(), []);
});

test("with results: 'tests' each test is told", async (t) => {
  const { server, common } = await startServer(t);
  await runEyesTests(server, 'a', ['passed', 'failed']);
  const { results } = await getBatchResults({ ...common, batchIds: 'a', results: 'tests' });
  const tests = results[0].summary?.tests ?? [];
  assert.deepEqual(
    tests.map(({ name, status }) => [name, status]),
    [
      ['passed', 'passed'],
      ['failed', 'failed'],
    ],
  );
  assert.ok(tests.every(({ url }) => url?.startsWith(server.url)));
});

test('getBatchResults closes nothing', async (t) => {
  const { server, common } = await startServer(t);
  await runEyesTests(server, 'a', ['passed']);
  const { results } = await getBatchResults({ ...common, batchIds: 'a' });
  assert.equal(results[0].batchId, 'a');
  assert.equal(results[0].summary?.passed, 1);
  assert.equal(server.batches()[0].state, 'active');
});

test('failOn rejects with RESULTS, and the report says what became of the batches', async (t) => {
  const { server, common } = await startServer(t);
  await runEyesTests(server, 'a', ['unresolved', 'passed']);
  const options = { ...common, batchIds: 'a', failOn: ['failed', 'unresolved'] };
  const error = await thrownBy(BatchClose.close(/** @type {any} */ (options)));
  assert.deepEqual([error.name, error.code, error.batchId], ['BatchCloseError', 'RESULTS', 'a']);
  assert.equal(error.message, 'Batch "a" has 1 unresolved');
  assert.match(error.hint, /^See http/);
  assert.deepEqual(error.report.closed, ['a']);
  assert.equal(error.report.results[0].summary.unresolved, 1);
  assert.match(error.stack, /batch-results\.test\.js/);

  const again = await thrownBy(getBatchResults({ ...common, batchIds: 'a', failOn: 'unresolved' }));
  assert.deepEqual([again.code, again.report.results[0].summary.unresolved], ['RESULTS', 1]);
  assert.match(again.stack, /batch-results\.test\.js/);
  const other = await getBatchResults({ ...common, batchIds: 'a', failOn: 'aborted,new' });
  assert.equal(other.results[0].summary?.unresolved, 1);
});

test('what can not be read fails nothing, unless failOn asks for it', async (t) => {
  const { server, common } = await startServer(t, { readApiKey: 'reader' });
  await runEyesTests(server, 'a', ['failed']);
  const { closed, results } = await closeBatch({ ...common, batchIds: 'a', results: true });
  assert.deepEqual([closed, results[0].summaryError?.code], [['a'], 'UNAUTHORIZED']);
  assert.match(String(results[0].summaryError?.hint), /EYES_BATCH_READ_KEY/);

  const error = await thrownBy(getBatchResults({ ...common, batchIds: 'a', failOn: 'new' }));
  assert.deepEqual([error.code, error.status], ['UNAUTHORIZED', 403]);
  const withKey = { ...common, readApiKey: 'reader', batchIds: 'a' };
  assert.equal((await getBatchResults(withKey)).results[0].summary?.failed, 1);
});

test('a batch that could not be closed is looked up all the same, and its own error counts', async (t) => {
  const { server, common } = await startServer(t);
  await runEyesTests(server, 'a', ['failed']);
  await closeBatch({ ...common, batchIds: 'a' });
  const error = await thrownBy(closeBatch({ ...common, batchIds: 'a', failOn: 'failed' }));
  assert.equal(error.code, 'BATCH_NOT_FOUND');
  assert.equal(error.report.results[0].summary.failed, 1);
});

test('of two shards the one that closes reads', async (t) => {
  const { server, common } = await startServer(t);
  const { url: store } = startFolderStore(t);
  await runEyesTests(server, 'a', ['failed']);
  const options = { ...common, batchIds: 'a', store, failOn: 'failed' };
  const first = await closeBatch({ ...options, shard: '1/2' });
  assert.deepEqual(first.results, []);
  const error = await thrownBy(closeBatch({ ...options, shard: '2/2' }));
  assert.deepEqual([error.code, error.report.shards.missing], ['RESULTS', []]);
});

test('wrong settings are found before anything is closed', async (t) => {
  const { server, common } = await startServer(t);
  await runEyesTests(server, 'a', ['passed']);
  for (const [name, value] of Object.entries({
    results: 'all',
    resultsUrl: 'eyes',
    readApiKey: 'a b',
    resultsTimeout: 0,
    failOn: 'passed',
  })) {
    const options = { ...common, batchIds: 'a', results: true, [name]: value };
    const error = await thrownBy(closeBatch(/** @type {any} */ (options)));
    assert.deepEqual([error.code, error.option], ['INVALID_OPTION', name]);
  }
  assert.equal(server.batches()[0].state, 'active');
});

test("the caller's fetch reads, too", async (t) => {
  const { server, common } = await startServer(t);
  await runEyesTests(server, 'a', ['passed']);
  /** @type {string[]} */
  const methods = [];
  await closeBatch({
    ...common,
    batchIds: 'a',
    results: true,
    fetch(url, init) {
      methods.push(String(init.method));
      return fetch(url, init);
    },
  });
  assert.deepEqual(methods, ['DELETE', 'GET', 'GET']);
});
