// @ts-check
'use strict';

// No redirect is followed. Which words its target comes to is decided in tests/close/responses.rs; that fetch follows
// none is seen here.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { answer, redirect, startFaultServer } = require('../support/fault-server.js');

for (const status of [300, 301, 302, 303, 304, 307, 308]) {
  test(`a redirect with ${status} is not followed, and not tried again`, async (t) => {
    const other = await startFaultServer(t);
    const server = await startFaultServer(t, {
      'b-1': redirect(status, `${other.url}/login?return=me`),
    });
    const { result, error } = await closeBatches(server);
    assert.deepEqual([error?.code, error?.status], ['UNEXPECTED_RESPONSE', status]);
    assert.deepEqual([result.outcome, result.attempts], ['failed', 1]);
    assert.match(`${error?.hint}`, /serverUrl/);
    assert.equal(server.seen.length, 1);
    assert.deepEqual(other.seen, []);
  });
}

test('the error of a redirect names the origin of its target only, and the setting to change', async (t) => {
  const other = await startFaultServer(t);
  /** @type {[step: import('../support/fault-server.js').Step, target: string][]} */
  const table = [
    [redirect(302, '/elsewhere?to=me'), 'another path of the same server'],
    [redirect(302, `${other.url}/login?return=me`), other.url],
    [redirect(302, `//127.0.0.1:${other.port}/login`), other.url],
    [answer(302), 'redirects to elsewhere'],
    [answer(304), 'redirects to elsewhere'],
  ];
  const server = await startFaultServer(
    t,
    Object.fromEntries(table.map(([step], index) => [`b-${index}`, step])),
  );
  const batchIds = table.map((_, index) => `b-${index}`);
  const { report } = await closeBatches(server, { batchIds });
  for (const [index, { error }] of report.results.entries()) {
    assert.equal(error?.code, 'UNEXPECTED_RESPONSE');
    assert.ok(error.message.includes(table[index][1]), error.message);
    assert.match(`${error.hint}`, /serverUrl/);
    assert.doesNotMatch(`${error.message} ${error.hint}`, /login|return=|to=me/);
  }
  assert.equal(server.seen.length, table.length);
  assert.deepEqual(other.seen, []);
});
