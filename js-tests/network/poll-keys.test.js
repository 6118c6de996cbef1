// @ts-check
'use strict';

// The place where an answer with 202 sends us gets the key, unless it has one: a parameter of nearly the same name is none.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { accepted, closed, startFaultServer } = require('../support/fault-server.js');

for (const [location, asked] of /** @type {const} */ ([
  ['/poll', '/poll?apiKey=the-key'],
  ['/poll?xapikey=1', '/poll?xapikey=1&apiKey=the-key'],
  ['/poll?x=1&my_apikey=2', '/poll?x=1&my_apikey=2&apiKey=the-key'],
  ['/poll?apikeys=2', '/poll?apikeys=2&apiKey=the-key'],
  ['/poll?x=apikey=2', '/poll?x=apikey=2&apiKey=the-key'],
  ['/poll?apikey=theirs', '/poll?apikey=theirs'],
  ['/poll?x=1&APIKEY=theirs', '/poll?x=1&APIKEY=theirs'],
])) {
  test(`${location} is asked as ${asked}`, async (t) => {
    const server = await startFaultServer(t, { 'b-1': accepted(location), '/poll': closed });
    const { report } = await closeBatches(server);
    assert.deepEqual(report.closed, ['b-1']);
    assert.equal(server.seen[1].url, asked);
  });
}
