// @ts-check
'use strict';

// Every fault that a server can show, met once while results are read. What each means is in tests/eyes/results.rs and
// tests/close/results.rs.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeBatch } = require('eyes-batch-close');
const { allFaults } = require('../support/all-faults.js');
const { answer, startFaultServer } = require('../support/fault-server.js');

const soon = { 'retry-after': '0' };
const JSON_TYPE = { 'content-type': 'application/json' };
const counted = answer(200, JSON_TYPE, '{"statistics":{"passed":2}}');

/** The code of each fault, and of what could not be counted; all others are `HTTP_ERROR`. */
const CODES = /** @type {Record<string, string>} */ ({
  ...Object.fromEntries(
    [200, 202, 204, 301, 302, 303, 307, 308].map((status) => [
      `echo-${status}`,
      'UNEXPECTED_RESPONSE',
    ]),
  ),
  'echo-401': 'UNAUTHORIZED',
  'echo-403': 'UNAUTHORIZED',
  'echo-404': 'BATCH_NOT_FOUND',
  'echo-407': 'NETWORK', // fetch keeps it for itself
  'redirected-302': 'UNEXPECTED_RESPONSE',
  'redirected-307': 'UNEXPECTED_RESPONSE',
  accepted: 'UNEXPECTED_RESPONSE',
  page: 'UNEXPECTED_RESPONSE',
  hang: 'TIMEOUT',
  reset: 'NETWORK',
  'hang-up': 'NETWORK',
  garbage: 'NETWORK',
  'big-header': 'NETWORK',
  'stall-200': 'TIMEOUT',
  'broken-200': 'UNEXPECTED_RESPONSE',
});

test('each fault is a summaryError of its kind, and closing has succeeded before', async (t) => {
  const other = await startFaultServer(t);
  const { '/status': _, ...faults } = allFaults(other.url);
  const script = Object.fromEntries(
    Object.entries(faults).map(([id, steps]) => [`/api/v1/batches/${id}`, steps]),
  );
  const server = await startFaultServer(t, script);
  const batchIds = Object.keys(faults);
  const { closed, results } = await closeBatch({
    serverUrl: server.url,
    apiKey: 'the-key',
    batchIds,
    results: true,
    timeout: 1000,
    retries: 1,
    concurrency: 32,
    resultsTimeout: 20_000,
  });
  assert.deepEqual(closed, batchIds);
  assert.deepEqual(
    results.map(({ batchId, summaryError }) => [batchId, summaryError?.code]),
    batchIds.map((id) => [id, CODES[id] ?? 'HTTP_ERROR']),
  );
  assert.deepEqual(other.seen, []);
});

test('what passes is read by a further attempt', async (t) => {
  const path = '/api/v1/batches/a';
  const server = await startFaultServer(t, { [path]: [answer(503, soon), counted] });
  const options = { serverUrl: server.url, apiKey: 'the-key', batchIds: 'a', results: true };
  const { results } = await closeBatch(options);
  assert.equal(results[0].summary?.passed, 2);
  assert.equal(server.seen.filter((request) => request.path === path).length, 3);
});

test('a body of many tests is read whole, one without end is given up in time', async (t) => {
  const tests = Array.from({ length: 20_000 }, (_, at) => ({
    name: `test ${at}`,
    status: 'Passed',
  }));
  const large = answer(200, JSON_TYPE, JSON.stringify({ statistics: { passed: 20_000 }, tests }));
  const server = await startFaultServer(t, {
    '/api/v1/batches/large': large,
    '/api/v1/batches/flood': require('../support/fault-server.js').flood(200),
  });
  const options = {
    serverUrl: server.url,
    apiKey: 'the-key',
    results: /** @type {const} */ ('tests'),
  };
  const { results } = await closeBatch({ ...options, batchIds: 'large' });
  assert.equal(results[0].summary?.tests?.length, 20_000);
  const flooded = await closeBatch({ ...options, batchIds: 'flood', retries: 0 });
  assert.equal(flooded.results[0].summaryError?.code, 'UNEXPECTED_RESPONSE');
});
