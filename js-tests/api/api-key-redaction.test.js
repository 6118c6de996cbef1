// @ts-check
'use strict';

// The API key appears nowhere but in the requests to the server.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { freePort } = require('../support/listen.js');
const { allFaults, oneByOneAndTogether } = require('../support/all-faults.js');
const { answer, redirect, startFaultServer } = require('../support/fault-server.js');
const { KEY, leaks } = require('../support/secret-leaks.js');
const { printedBy, printedByCrash } = require('../support/printed-output.js');

/** @typedef {import('node:test').TestContext} TestContext */

/** @param {TestContext} t @param {object} options */
async function meetAllFaults(t, options) {
  const other = await startFaultServer(t);
  const script = allFaults(other.url);
  const server = await startFaultServer(t, script);
  const batchIds = Object.keys(script);
  const closings = oneByOneAndTogether(batchIds, { serverUrl: server.url, ...options });
  return { server, other, closings };
}

describe('secrets', { concurrency: 2 }, () => {
  test('no fault makes the key in the query appear, and no other server gets it', async (t) => {
    const { server, other, closings } = await meetAllFaults(t, { apiKey: KEY });
    const output = await printedBy(closings);
    assert.deepEqual(leaks([KEY], output), []);
    assert.deepEqual(leaks([KEY], await printedByCrash(closings.at(-2))), []);
    assert.match(output, /UNEXPECTED_RESPONSE/);
    assert.match(output, /CLOSE_FAILED/);
    assert.ok(server.seen.length > closings.length);
    assert.ok(server.seen.every(({ url }) => leaks([KEY], url).length > 0));
    assert.deepEqual(other.seen, []);
  });

  test('no fault makes the key in the header appear, with all of NODE_DEBUG', async (t) => {
    const { server, other, closings } = await meetAllFaults(t, { apiKeyIn: 'header' });
    const env = { APPLITOOLS_API_KEY: KEY, NODE_DEBUG: '*' };
    const output = await printedBy(closings, env);
    assert.deepEqual(leaks([KEY], output), []);
    assert.deepEqual(
      leaks([KEY], await printedByCrash(closings.at(-2), { APPLITOOLS_API_KEY: KEY })),
      [],
    );
    assert.match(output, /^NET \d+:/m);
    assert.ok(server.seen.every(({ headers }) => headers['x-eyes-api-key'] === KEY));
    assert.deepEqual(
      server.seen.filter(({ url }) => leaks([KEY], url).length > 0),
      [],
    );
    assert.deepEqual(other.seen, []);
  });

  test('a quote that is cut off within the key shows no part of it', async (t) => {
    const fill = 'x'.repeat(500);
    const steps = [0, 8, 16, 24, 32].map((before) => answer(400, {}, fill.slice(before) + KEY));
    steps.push(redirect(302, `http://${KEY}@else.example/`), redirect(302, `//${KEY}/`));
    const script = Object.fromEntries(steps.map((step, at) => [`b-${at}`, step]));
    const server = await startFaultServer(t, script);
    const options = { serverUrl: server.url, apiKey: KEY };
    const output = await printedBy(oneByOneAndTogether(Object.keys(script), options));
    assert.deepEqual(leaks([KEY], output), []);
  });

  test('no unreachable server, failing fetch or abort makes the key appear', async () => {
    const serverUrl = `http://127.0.0.1:${await freePort()}`;
    const options = { serverUrl, apiKey: KEY, batchIds: ['b-1', 'b-2'], retries: 0 };
    const closings = [
      options,
      { ...options, serverUrl: 'http://eyes.invalid' },
      { ...options, serverUrl: 'http://127.0.0.1:6000' },
      { ...options, leakingFetch: true },
      { ...options, leakingFetch: true, apiKeyIn: 'header' },
      { ...options, abort: true },
    ];
    const output = await printedBy(closings);
    assert.deepEqual(leaks([KEY], output), []);
    for (const code of ['NETWORK', 'CLOSE_FAILED', 'ABORTED', 'caused by']) {
      assert.ok(output.includes(code), code);
    }
  });

  test('no refused option makes the key appear, even where it is given as another option', async () => {
    const options = { batchIds: 'b-1', retries: 0, errorsOnly: true };
    const wrong = [
      { batchIds: undefined },
      { batchIds: `${KEY}\n${KEY}` },
      { batchIds: [{ key: KEY }] },
      { batchIds: `${'x'.repeat(40)}${KEY}\u0000` },
      { apiKey: `${KEY} ${KEY}` },
      { apiKey: `${KEY}é` },
      { apiKey: [KEY] },
      { apiKeyIn: KEY },
      { serverUrl: KEY },
      { serverUrl: `http://u:${encodeURIComponent(KEY)}@127.0.0.1` },
      { serverUrl: `http://127.0.0.1?apiKey=${KEY}` },
      { batchBuildId: `${KEY}\n${KEY}` },
      { timeout: KEY },
      { signal: KEY },
      { ca: KEY },
      { cert: KEY, key: KEY },
    ];
    const closings = wrong.map((values) => ({ apiKey: KEY, ...options, ...values }));
    const output = await printedBy(closings, { APPLITOOLS_API_KEY: KEY });
    assert.deepEqual(leaks([KEY], output), []);
  });
});
