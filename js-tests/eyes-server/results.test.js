// @ts-check
'use strict';

// What came of a batch, as the documented API of the dashboard tells it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { KEY, call, close, open, start } = require('../support/eyes-client.js');
const { runEyesTests, statusByName } = require('../support/eyes-tests.js');

/** @param {import('../support/eyes-client.js').EyesServer} server @param {string} [query] */
const read = (server, query = '?statsOnly=true', batchId = 'b-1') =>
  call(server, 'GET', `/api/v1/batches/${batchId}${query}`);

const NONE = { passed: 0, failed: 0, unresolved: 0, new: 0, aborted: 0, empty: 0, total: 0 };

test('a test is new the first time it is seen, and passed from then on', async (t) => {
  const server = await start(t);
  await runEyesTests(server, 'b-1', ['Login', 'Cart']);
  const first = await read(server);
  assert.deepEqual(first.json.statistics, { ...NONE, new: 2, total: 2 });
  await runEyesTests(server, 'b-2', ['Login', 'Order']);
  const second = await read(server, '?statsOnly=true', 'b-2');
  assert.deepEqual(second.json.statistics, { ...NONE, new: 1, passed: 1, total: 2 });
});

test('a test without steps is empty, one that was aborted or never ended is aborted', async (t) => {
  const server = await start(t);
  await call(server, 'DELETE', await open(server, { id: 'b-1' }, 'without steps'));
  await call(server, 'DELETE', `${await open(server, { id: 'b-1' }, 'given up')}?aborted=true`);
  await open(server, { id: 'b-1' }, 'never ended');
  const counts = { ...NONE, empty: 1, aborted: 1, total: 2 };
  assert.deepEqual((await read(server)).json.statistics, counts);
  await close(server, 'b-1');
  assert.deepEqual((await read(server)).json.statistics, { ...counts, aborted: 2, total: 3 });
});

test('the option status says what came of a test', async (t) => {
  const names = ['passed', 'failed', 'unresolved', 'new', 'aborted', 'empty'];
  const server = await start(t, { status: statusByName });
  await runEyesTests(server, 'b-1', names);
  const one = Object.fromEntries(names.map((name) => [name, 1]));
  assert.deepEqual((await read(server)).json.statistics, { ...one, total: 6 });
  await runEyesTests(server, 'b-2', ['unheard of']);
  assert.equal((await read(server, '', 'b-2')).status, 500);
  const default_ = await start(t, { status: () => undefined });
  await runEyesTests(default_, 'b-1', ['Login']);
  assert.equal((await read(default_)).json.statistics.new, 1);
});

test('each test is told, with links to its place on the page, unless counts alone are wanted', async (t) => {
  const server = await start(t);
  await runEyesTests(server, 'b-1', ['Login']);
  const { json } = await read(server, '');
  const page = await call(server, 'GET', '/', { headers: {} });
  const [, anchor] = json.batchUrl.split('#');
  assert.equal(json.batchUrl, `${server.url}/#${anchor}`);
  assert.ok(page.text.includes(`id="${anchor}"`));
  const { name, status, sessionUrl } = json.tests[0];
  assert.deepEqual([name, status, sessionUrl], ['Login', 'New', json.batchUrl]);
  assert.ok(!('tests' in (await read(server)).json));
});

test('a batch has two IDs, and an unknown one is a 404', async (t) => {
  const server = await start(t);
  await runEyesTests(server, 'b-1', ['Login']);
  const { json } = await read(server);
  const key = json.batchUrl.split('#batch-')[1];
  assert.deepEqual((await read(server, '?statsOnly=true', key)).json, json);
  assert.equal((await read(server, '', 'b-2')).status, 404);
});

test('the key comes in the header alone, and may lack the permission to read', async (t) => {
  const server = await start(t, { apiKey: KEY, readApiKey: 'reader' });
  await runEyesTests(server, 'b-1', ['Login']);
  const status = async (/** @type {string} */ query, /** @type {any} */ headers) =>
    (await call(server, 'GET', `/api/v1/batches/b-1${query}`, { headers })).status;
  assert.equal(await status('', { 'x-eyes-api-key': 'reader' }), 200);
  assert.equal(await status('', { 'x-eyes-api-key': KEY }), 403);
  assert.equal(await status('', { 'x-eyes-api-key': 'other' }), 401);
  assert.equal(await status('?apiKey=reader', {}), 401);
});

test('a key is told what it may', async (t) => {
  const server = await start(t, { apiKey: KEY, readApiKey: 'reader' });
  const permissions = async (/** @type {string} */ key) => {
    const headers = { 'x-eyes-api-key': key };
    const { json } = await call(server, 'GET', '/api/v1/auth/api-key-validation', { headers });
    return json.permissions;
  };
  assert.deepEqual(await permissions(KEY), ['execute']);
  assert.ok((await permissions('reader')).includes('read'));
});

test('wrong options are refused', async (t) => {
  for (const options of [{ readApiKey: '' }, { readApiKey: 7 }, { status: 'passed' }]) {
    await assert.rejects(start(t, /** @type {any} */ (options)), TypeError);
  }
});
