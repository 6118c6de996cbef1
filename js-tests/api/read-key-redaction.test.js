// @ts-check
'use strict';

// The key that reads, and the one that closes: each goes to its own server alone, and neither appears anywhere else.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { allFaults } = require('../support/all-faults.js');
const { echo, startFaultServer } = require('../support/fault-server.js');
const { KEY, leaks } = require('../support/secret-leaks.js');
const { printedBy, printedByCrash } = require('../support/printed-output.js');

const READ_KEY = 'Rd5/Kv8+Tn3=Yw6%Qs9.Hm4~Lx7&Pf2';

test('no fault of reading makes a key appear, and no server gets the key of the other', async (t) => {
  const other = await startFaultServer(t);
  const { '/status': _, ...faults } = allFaults(other.url);
  const batchIds = Object.keys(faults);
  const paths = Object.entries(faults).map(([id, steps]) => [`/api/v1/batches/${id}`, steps]);
  const reader = await startFaultServer(t, Object.fromEntries(paths));
  const closer = await startFaultServer(t, { 'echo-400': echo(400) });
  const options = {
    serverUrl: closer.url,
    resultsUrl: `${reader.url}/api/v1`,
    timeout: 1000,
    retries: 1,
    concurrency: 32,
    batchIds,
    failOn: 'failed',
    resultsTimeout: 20_000,
  };
  const closings = [
    { ...options, apiKey: KEY, readApiKey: READ_KEY },
    { ...options, resultsTimeout: 100 },
    { ...options, readApiKey: `${READ_KEY} ${READ_KEY}`, errorsOnly: true },
    { ...options, resultsUrl: READ_KEY, errorsOnly: true },
    {
      ...options,
      resultsUrl: `http://u:${encodeURIComponent(READ_KEY)}@127.0.0.1`,
      errorsOnly: true,
    },
    { ...options, failOn: READ_KEY, errorsOnly: true },
    { ...options, resultsTimeout: READ_KEY, errorsOnly: true },
    { ...options, batchIds: [READ_KEY], errorsOnly: true },
  ];
  const variables = { APPLITOOLS_API_KEY: KEY, EYES_BATCH_READ_KEY: READ_KEY };
  const output = await printedBy(closings, variables);
  assert.deepEqual(leaks([KEY, READ_KEY], output), []);
  assert.deepEqual(leaks([KEY, READ_KEY], await printedByCrash(closings[1], variables)), []);
  assert.match(output, /UNAUTHORIZED/);
  assert.match(output, /readApiKey has characters/);
  const carried = ({ url = '', headers = {} }) => `${url} ${JSON.stringify(headers)}`;
  assert.ok(reader.seen.length > batchIds.length);
  assert.ok(reader.seen.every(({ headers }) => headers['x-eyes-api-key'] === READ_KEY));
  assert.deepEqual(leaks([READ_KEY], reader.seen.map(({ url }) => url).join('\n')), []);
  assert.deepEqual(leaks([KEY], reader.seen.map(carried).join('\n')), []);
  assert.deepEqual(leaks([READ_KEY], closer.seen.map(carried).join('\n')), []);
  assert.deepEqual(other.seen, []);
});
