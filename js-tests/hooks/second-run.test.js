// @ts-check
'use strict';

// A second run in the same process, with an ID from outside: one close for each begin, and the same lines each time.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { CLOSED, CLOSES, OWN_LINE } = require('./lines.js');
const { runOnServer } = require('./run-on-server.js');

const CLOSE = 'DELETE /api/sessions/batches/nightly/close/bypointerid';
const LINES = [CLOSES, OWN_LINE, CLOSED];

for (const hooks of /** @type {import('../support/hook-run.js').Hook[][]} */ ([
  ['setup'],
  ['reporter'],
  ['wdio'],
  ['nightwatch'],
  ['setup', 'teardown', 'reporter'],
])) {
  test(`a second run with ${hooks.join(' and ')} closes the batch of APPLITOOLS_BATCH_ID again`, async (t) => {
    const { ids, thrown, requests, batches, lines } = await runOnServer(
      t,
      { hooks, times: 2 },
      { APPLITOOLS_BATCH_ID: 'nightly' },
    );
    assert.deepEqual([ids, thrown], [['nightly', 'nightly'], []]);
    assert.deepEqual(requests, [CLOSE, CLOSE]);
    const once = ['nightly', 'closed', 1];
    assert.deepEqual(batches, [once, once]);
    assert.deepEqual(lines, [...LINES, ...LINES]);
  });
}
