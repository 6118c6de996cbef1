// @ts-check
'use strict';

// Vitest ends the process at its teardownTimeout, so closing, and reading after it, have less time than that.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { createGlobalSetup } = require('eyes-batch-close/vitest');
const { KEY, start } = require('../support/eyes-client.js');
const { hang, startFaultServer } = require('../support/fault-server.js');

/** @typedef {import('node:test').TestContext} TestContext */

/**
 * How long the teardown of Vitest's hook takes whose time is 2.5 seconds.
 *
 * @param {TestContext} t
 * @param {Record<string, string>} variables
 * @param {import('eyes-batch-close/vitest').HookOptions} options
 */
async function teardownTime(t, variables, options) {
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  t.mock.method(console, 'error', () => {});
  Object.assign(process.env, { APPLITOOLS_API_KEY: KEY, ...variables });
  const setUp = createGlobalSetup(options);
  const teardown = await setUp(/** @type {any} */ ({ config: { teardownTimeout: 2500 } }));
  const begin = performance.now();
  await teardown?.();
  return performance.now() - begin;
}

test('a server that hangs is given up before', async (t) => {
  const server = await startFaultServer(t, { '*': hang });
  const variables = { APPLITOOLS_SERVER_URL: server.url };
  const tookMs = await teardownTime(t, variables, {});
  assert.ok(tookMs > 1000 && tookMs < 2500, `${tookMs}`);
});

test('so is one whose results hang, and counts that do not settle', async (t) => {
  const server = await start(t);
  const hanging = await startFaultServer(t, { '*': hang });
  const variables = {
    APPLITOOLS_SERVER_URL: server.url,
    EYES_RESULTS_URL: `${hanging.url}/api/v1`,
  };
  for (const options of [
    { results: true },
    { results: true, totalTimeout: undefined, resultsTimeout: undefined },
  ]) {
    const tookMs = await teardownTime(t, variables, options);
    assert.ok(tookMs > 500 && tookMs < 2500, `${tookMs}`);
  }
});
