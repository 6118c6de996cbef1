// @ts-check
'use strict';

// 202 with a Location: the server is at it, and is asked there until it is done.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const faults = require('../support/fault-server.js');
const { closeBatches } = require('../support/close.js');

const { accepted, answer, closed, startFaultServer } = faults;
const BATCH = '/api/sessions/batches/b-1/close/bypointerid';

/**
 * The targets of the polls, by the locations that lead there.
 *
 * @param {import('node:test').TestContext} t
 * @param {string[]} locations
 * @param {'query' | 'header'} apiKeyIn
 */
async function targets(t, locations, apiKeyIn) {
  /** @type {[string, string][]} */
  const polls = [];
  const fetches = locations.map(async (location) => {
    const server = await startFaultServer(t, { 'b-1': accepted(location) });
    const { result } = await closeBatches(server, { apiKeyIn });
    assert.deepEqual([result.outcome, result.attempts], ['closed', 1]);
    const [, poll, ...more] = server.seen;
    assert.deepEqual([poll.method, more], ['GET', []]);
    polls.push([location, poll.url]);
  });
  await Promise.all(fetches);
  return Object.fromEntries(polls);
}

// They wait more than they work.
describe('an answer of 202', { concurrency: true }, () => {
  test('202 with Location is polled by GET until it no longer answers 202', async (t) => {
    const server = await startFaultServer(t, {
      'b-1': accepted('/status/1'),
      '/status/1': [answer(202), accepted('/status/2')],
      '/status/2': [accepted('/status/2'), answer(204)],
    });
    const { result } = await closeBatches(server);
    assert.deepEqual([result.outcome, result.status], ['closed', 204]);
    const seen = server.seen.map(({ method, path }) => `${method} ${path}`);
    const polls = ['GET /status/1', 'GET /status/1', 'GET /status/2', 'GET /status/2'];
    assert.deepEqual(seen, [`DELETE ${BATCH}`, ...polls]);
  });

  test('the poll carries the key in its query, where the location has none', async (t) => {
    const locations = ['/status', '/status?a=1', '/status?apiKey=theirs'];
    assert.deepEqual(await targets(t, locations, 'query'), {
      '/status': '/status?apiKey=the-key',
      '/status?a=1': '/status?a=1&apiKey=the-key',
      '/status?apiKey=theirs': '/status?apiKey=theirs',
    });
  });

  test('the poll carries the key in its header, if the request did', async (t) => {
    const server = await startFaultServer(t, { 'b-1': accepted('/status') });
    await closeBatches(server, { apiKeyIn: 'header' });
    assert.equal(server.seen[1].url, '/status');
    assert.equal(server.seen[1].headers['x-eyes-api-key'], 'the-key');
  });

  test('a relative location is resolved onto the request', async (t) => {
    const locations = ['status', '/status#part', '?step=2'];
    assert.deepEqual(await targets(t, locations, 'header'), {
      status: BATCH.replace(/[^/]*$/, 'status'),
      '/status#part': '/status',
      '?step=2': `${BATCH}?step=2`,
    });
  });

  test('a location on another origin is asked for at the server itself', async (t) => {
    const other = await startFaultServer(t);
    const host = `127.0.0.1:${other.port}`;
    const locations = [`http://${host}`, `//${host}`, `http://u:p@${host}`].map(
      (to) => `${to}/a/1`,
    );
    const polls = await targets(t, locations, 'query');
    assert.deepEqual(Object.values(polls), Array(3).fill('/a/1?apiKey=the-key'));
    assert.deepEqual(other.seen, []);
  });

  test('a location that is no usable place is an unexpected response', async (t) => {
    const script = {
      dots: accepted('/a/../../b'),
      encoded: accepted('/%2e%2e/b'),
      backslash: accepted('/\\else.example/b'),
      blank: accepted('/a b'),
    };
    const server = await startFaultServer(t, script);
    const { report } = await closeBatches(server, { batchIds: Object.keys(script) });
    for (const { batchId, error, status } of report.results) {
      assert.deepEqual([error?.code, status], ['UNEXPECTED_RESPONSE', 202], batchId);
    }
    assert.ok(server.seen.every(({ method }) => method === 'DELETE'));
  });

  test('a poll that never ends is over with the budget, and no storm', async (t) => {
    const again = accepted('/status');
    const server = await startFaultServer(t, { 'b-1': again, '/status': again });
    const { result, error, tookMs } = await closeBatches(server, { totalTimeout: 2000 });
    assert.deepEqual([result.outcome, result.status, error?.code], ['failed', 202, 'TIMEOUT']);
    assert.ok(tookMs < 2500, `${tookMs} ms`);
    assert.ok(server.seen.length <= 6, `${server.seen.length} requests`);
  });

  test('a poll waits as long as Retry-After asks', async (t) => {
    const again = accepted('/status', { 'retry-after': '1' });
    const server = await startFaultServer(t, { 'b-1': again, '/status': closed });
    const { result } = await closeBatches(server);
    assert.equal(result.outcome, 'closed');
    assert.ok(server.seen[1].at - server.seen[0].at >= 999);
  });

  test('a server that asks to be polled without a wait gets no storm', async (t) => {
    const again = accepted('/status', { 'retry-after': '0' });
    const server = await startFaultServer(t, { 'b-1': again, '/status': again });
    await closeBatches(server, { totalTimeout: 1000 });
    assert.ok(server.seen.length <= 10, `${server.seen.length} requests`);
  });

  test('what a poll answers means what it means for the request', async (t) => {
    const script = {
      missing: accepted('/missing'),
      '/missing': answer(404),
      refused: accepted('/refused'),
      '/refused': answer(403),
      redirected: accepted('/redirected'),
      '/redirected': faults.redirect(302, 'http://else.example/'),
      paged: accepted('/paged'),
      '/paged': faults.page(),
      shaky: accepted('/shaky'),
      '/shaky': [answer(503, { 'retry-after': '0' }), faults.reset, closed],
    };
    const server = await startFaultServer(t, script);
    const batchIds = ['missing', 'refused', 'redirected', 'paged', 'shaky'];
    const { report } = await closeBatches(server, { batchIds });
    assert.deepEqual(
      report.results.map(({ outcome, error }) => error?.code ?? outcome),
      ['BATCH_NOT_FOUND', 'UNAUTHORIZED', 'UNEXPECTED_RESPONSE', 'UNEXPECTED_RESPONSE', 'closed'],
    );
  });
});
