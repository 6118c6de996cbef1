// @ts-check
'use strict';

// 202 with a Location is polled until it no longer answers 202. Which place a location means is decided in
// tests/eyes/location.rs, what polls do and mean in tests/close/polling.rs: here is each once, over a real connection.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { accepted, answer, closed, reset, startFaultServer } = require('../support/fault-server.js');

const BATCH = '/api/sessions/batches/b-1/close/bypointerid';

// They wait more than they work.
describe('an answer of 202', { concurrency: true }, () => {
  test('202 with Location is polled by GET until it no longer answers 202', async (t) => {
    const server = await startFaultServer(t, {
      'b-1': accepted('/status/1'),
      '/status/1': [answer(202), accepted('2', { 'retry-after': '1' })],
      '/status/2': [accepted('/status/2'), answer(204)],
    });
    const { result } = await closeBatches(server);
    assert.deepEqual([result.outcome, result.attempts, result.status], ['closed', 1, 204]);
    const requests = server.seen.map(({ method, path }) => `${method} ${path}`);
    const polls = ['GET /status/1', 'GET /status/1', 'GET /status/2', 'GET /status/2'];
    assert.deepEqual(requests, [`DELETE ${BATCH}`, ...polls]);
    const [, , before, after] = server.seen;
    assert.ok(after.at - before.at >= 999, `${after.at - before.at} ms`);
  });

  for (const [location, url] of [
    ['/status?a=1', '/status?a=1&apiKey=the-key'],
    ['/status?apiKey=theirs', '/status?apiKey=theirs'],
  ]) {
    test(`a poll of ${location} carries one key in its query`, async (t) => {
      const server = await startFaultServer(t, { 'b-1': accepted(location) });
      const { result } = await closeBatches(server);
      assert.equal(result.outcome, 'closed');
      assert.deepEqual([server.seen[1].url, server.seen.length], [url, 2]);
    });
  }

  test('a location on another origin is asked for at the server itself', async (t) => {
    const other = await startFaultServer(t);
    for (const apiKeyIn of /** @type {const} */ (['query', 'header'])) {
      const server = await startFaultServer(t, { 'b-1': accepted(`${other.url}/a/1`) });
      const { result } = await closeBatches(server, { apiKeyIn });
      assert.equal(result.outcome, 'closed');
      const { url, headers } = server.seen[1];
      assert.deepEqual(
        [url, headers['x-eyes-api-key']],
        apiKeyIn === 'query' ? ['/a/1?apiKey=the-key', undefined] : ['/a/1', 'the-key'],
      );
    }
    assert.deepEqual(other.seen, []);
  });

  test('a location that a URL parser would change is an unexpected response', async (t) => {
    const server = await startFaultServer(t, { 'b-1': accepted('/\\else.example/b') });
    const { error, result } = await closeBatches(server);
    assert.deepEqual([error?.code, result.status], ['UNEXPECTED_RESPONSE', 202]);
    assert.equal(server.seen.length, 1);
  });

  test('polls that never end, and ask for no wait, end with the budget and are few', async (t) => {
    const again = accepted('/status', { 'retry-after': '0' });
    const server = await startFaultServer(t, { 'b-1': again, '/status': again });
    const { result, error } = await closeBatches(server, { totalTimeout: 1000 });
    assert.deepEqual([result.outcome, result.status, error?.code], ['failed', 202, 'TIMEOUT']);
    assert.ok(server.seen.length <= 10, `${server.seen.length} requests`);
  });

  test('a poll fails, and is tried again, as the request would', async (t) => {
    const server = await startFaultServer(t, {
      missing: accepted('/missing'),
      '/missing': answer(404),
      shaky: accepted('/shaky'),
      '/shaky': [answer(503, { 'retry-after': '0' }), reset, closed],
    });
    const { report } = await closeBatches(server, { batchIds: ['missing', 'shaky'] });
    assert.deepEqual(
      report.results.map(({ outcome, error }) => error?.code ?? outcome),
      ['BATCH_NOT_FOUND', 'closed'],
    );
  });
});
