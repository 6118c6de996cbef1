// @ts-check
'use strict';

// The process lives as long as a close() is under way, and no longer: `closeInProcess` holds that nothing keeps it alive.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeInProcess } = require('../support/close-in-process.js');
const { answer, closed, hang, later, startFaultServer } = require('../support/fault-server.js');

test('the process ends after a timeout though the server hangs', async (t) => {
  const server = await startFaultServer(t, { 'b-1': hang });
  const options = { serverUrl: server.url, timeout: 100, retries: 1 };
  const { error, output } = await closeInProcess(options);
  assert.equal(error?.code, 'TIMEOUT', output);
});

test('the process does not end while a close waits', async (t) => {
  const server = await startFaultServer(t, { 'b-1': [answer(503), later(50, closed)] });
  const { closed: ids, output } = await closeInProcess({ serverUrl: server.url, retries: 1 });
  assert.deepEqual(ids, ['b-1'], output);
});
