// @ts-check
'use strict';

// What a caller's own fetch throws, or gives in place of a Response.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { startFaultServer } = require('../support/fault-server.js');

test("a caller's fetch that throws at once is a network error with its message", async (t) => {
  const server = await startFaultServer(t);
  const fetch = () => {
    throw new Error('no way out');
  };
  const { error } = await closeBatches(server, { fetch, retries: 0 });
  assert.equal(error?.code, 'NETWORK');
  assert.equal(/** @type {any} */ (error.cause).message, 'no way out');
});

test("what a caller's fetch gives in place of a Response is an invalid option", async (t) => {
  const server = await startFaultServer(t);
  const status = (/** @type {any} */ value) => ({ status: value });
  const strange = [undefined, null, 'ok', 200, {}, [], status('200'), status(0), status(NaN)];
  for (const given of strange) {
    /** @type {any} */
    const fetch = async () => given;
    const { result, error } = await closeBatches(server, { fetch });
    assert.deepEqual([error?.code, error?.option], ['INVALID_OPTION', 'fetch']);
    assert.equal(result.attempts, 1);
  }
});

test("a caller's fetch whose Response has no body, or a broken one, closes by its status", async (t) => {
  const server = await startFaultServer(t);
  const explode = () => {
    throw new Error('broken');
  };
  const headers = { get: () => null };
  const bodies = [
    undefined,
    null,
    'text',
    { getReader: explode },
    { getReader: () => ({}) },
    { getReader: () => ({ read: explode, cancel: explode }) },
    { getReader: () => ({ read: async () => explode(), cancel: explode }) },
    { getReader: () => ({ read: async () => ({ done: false, value: 'text' }) }) },
  ];
  for (const body of bodies) {
    /** @type {any} */
    const fetch = async () => ({ status: 200, headers, body });
    assert.equal((await closeBatches(server, { fetch })).result.outcome, 'closed');
  }
  /** @type {any} */
  const bare = async () => ({ status: 200 });
  assert.equal((await closeBatches(server, { fetch: bare })).result.outcome, 'closed');
});
