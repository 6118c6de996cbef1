// @ts-check
'use strict';

// No response, or half of one. What each system error means is decided in tests/eyes/transport_failure.rs: here are
// real ones.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const faults = require('../support/fault-server.js');
const { freePort } = require('../support/listen.js');
const { closeBatches } = require('../support/close.js');

const { breakOff, closed, startFaultServer } = faults;

/** @type {Record<string, { step: faults.Step, codes: (string | undefined)[] }>} */
const broken = {
  'resets the connection before the head': { step: faults.reset, codes: ['ECONNRESET'] },
  'ends the connection before the head': { step: faults.hangUp, codes: ['UND_ERR_SOCKET'] },
  // Node 24 and later have no code here.
  'answers garbage': { step: faults.garbage, codes: ['HPE_INVALID_CONSTANT', undefined] },
  'sends a header of 40 KB': { step: faults.bigHeader, codes: ['UND_ERR_HEADERS_OVERFLOW'] },
};

for (const [fault, { step, codes }] of Object.entries(broken)) {
  test(`a server that ${fault} is tried again, then a network error`, async (t) => {
    const server = await startFaultServer(t, { passing: [step, closed], lasting: step });
    const { report, error } = await closeBatches(server, {
      batchIds: ['passing', 'lasting'],
      retries: 1,
    });
    const [passing, lasting] = report.results;
    assert.deepEqual([passing.outcome, passing.attempts], ['closed', 2]);
    assert.deepEqual([lasting.outcome, lasting.attempts], ['failed', 2]);
    assert.equal(lasting.status, undefined);
    assert.equal(error?.code, 'NETWORK');
    const { cause } = /** @type {{ cause: NodeJS.ErrnoException }} */ (error);
    assert.ok(cause instanceof Error);
    assert.ok(codes.includes(cause.code), cause.code);
    assert.ok(error.message.includes(server.url), error.message);
    assert.ok(error.hint);
    assert.equal(server.seen.length, 4);
  });
}

test('a server that refuses the connection is tried again, then a network error', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const { result, error } = await closeBatches({ url }, { retries: 2 });
  assert.deepEqual([result.outcome, result.attempts], ['failed', 3]);
  assert.equal(error?.code, 'NETWORK');
  assert.match(error.message, /could not be reached \(ECONNREFUSED\)/);
  assert.equal(/** @type {any} */ (error.cause).code, 'ECONNREFUSED');
});

test('a server that refuses on every address of its name is a network error', async () => {
  const url = `http://localhost:${await freePort()}`;
  const { error } = await closeBatches({ url }, { retries: 0 });
  assert.equal(error?.code, 'NETWORK');
  assert.equal(/** @type {any} */ (error.cause).code, 'ECONNREFUSED');
});

test('a port that fetch never connects to is an invalid server URL, not tried again', async () => {
  const { report, error } = await closeBatches({ url: 'http://127.0.0.1:6000' }, { batchIds: 'a' });
  assert.equal(report.results[0].attempts, 1);
  assert.equal(error?.code, 'INVALID_SERVER_URL');
  assert.match(error.message, /fetch refuses to connect to port 6000/);
  assert.match(String(error.hint), /another port/);
});

test('a host without an address is tried again, then a network error that names it', async () => {
  const { result, error } = await closeBatches({ url: 'http://eyes.invalid' }, { retries: 1 });
  assert.equal(result.attempts, 2);
  assert.equal(error?.code, 'NETWORK');
  assert.match(error.message, /eyes\.invalid/);
  assert.match(error.hint ?? '', /host name/);
  assert.match(/** @type {any} */ (error.cause).code, /^(ENOTFOUND|EAI_AGAIN)$/);
});

for (const how of /** @type {const} */ (['reset', 'end'])) {
  test(`a 200 whose body breaks off (${how}) has closed the batch`, async (t) => {
    const server = await startFaultServer(t, { 'b-1': breakOff(200, how) });
    const { result } = await closeBatches(server);
    assert.deepEqual([result.outcome, result.status, result.attempts], ['closed', 200, 1]);
  });

  test(`an error whose body breaks off (${how}) is reported by its status`, async (t) => {
    const script = { 400: breakOff(400, how), 503: [breakOff(503, how), closed] };
    const server = await startFaultServer(t, script);
    const { report, error } = await closeBatches(server, { batchIds: ['400', '503'] });
    assert.deepEqual([error?.code, error?.status], ['HTTP_ERROR', 400]);
    assert.match(error?.message ?? '', /half of$/);
    assert.deepEqual(
      report.results.map(({ outcome, attempts }) => [outcome, attempts]),
      [
        ['failed', 1],
        ['closed', 2],
      ],
    );
  });
}
