// @ts-check
'use strict';

// A pending `close()` goes on with the settings it began with, whatever is done meanwhile.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { BatchClose } = require('eyes-batch-close');
const { answer, closed, held, startFaultServer } = require('../support/fault-server.js');

test('setters do not disturb a pending close()', async (t) => {
  const other = await startFaultServer(t);
  const busy = held(answer(503));
  const server = await startFaultServer(t, { 'b-1': [busy.step, closed] });
  const batch = new BatchClose({ serverUrl: server.url, apiKey: 'the-key' });
  batch.setBatchIds('b-1', 'b-2');
  const closing = batch.close();
  await busy.arrived;
  batch.setBatchIds('b-3').setUrl(other.url).setApiKey('other').setProxy('http://127.0.0.1:1');
  batch.apiKey = undefined;
  busy.release();
  const report = await closing;
  assert.deepEqual(report.closed, ['b-1', 'b-2']);
  assert.equal(server.seen.length, 3);
  assert.ok(server.seen.every(({ url }) => url.endsWith('apiKey=the-key')));
  assert.deepEqual(other.seen, []);
});

test('changing the list and the options that were given does not disturb it either', async (t) => {
  const first = held(closed);
  const server = await startFaultServer(t, { 'b-1': first.step });
  const batchIds = ['b-1', 'b-2'];
  const options = { serverUrl: server.url, apiKey: 'the-key', batchIds, concurrency: 1 };
  const closing = BatchClose.close(options);
  await first.arrived;
  batchIds[1] = 'b-3';
  batchIds.push('b-4');
  Object.assign(options, { apiKey: 'other', serverUrl: 'http://127.0.0.1:1' });
  first.release();
  const report = await closing;
  assert.deepEqual(report.closed, ['b-1', 'b-2']);
});

test('two calls of close() at once both go to their end', async (t) => {
  const both = held(closed);
  const server = await startFaultServer(t, { '*': both.step });
  const batch = new BatchClose({ serverUrl: server.url, apiKey: 'the-key', batchIds: 'b-1' });
  const first = batch.close();
  batch.setBatchIds('b-2', 'b-3');
  const second = batch.close();
  await both.arrived;
  both.release();
  assert.deepEqual((await first).closed, ['b-1']);
  assert.deepEqual((await second).closed, ['b-2', 'b-3']);
  const ids = server.seen.map(({ headers }) => headers['x-applitools-eyes-client-request-id']);
  assert.equal(new Set(ids).size, 3);
});

test('close() can be called again after its end, from within onResult too', async (t) => {
  const server = await startFaultServer(t);
  /** @type {Promise<import('eyes-batch-close').CloseReport>[]} */
  const inner = [];
  const options = { serverUrl: server.url, apiKey: 'the-key', batchIds: 'b-1' };
  const batch = new BatchClose({
    ...options,
    onResult: () => inner.length === 0 && inner.push(batch.setBatchIds('b-2').close()),
  });
  assert.deepEqual((await batch.close()).closed, ['b-1']);
  assert.deepEqual((await inner[0]).closed, ['b-2']);
  assert.deepEqual((await batch.close()).closed, ['b-2']);
});
