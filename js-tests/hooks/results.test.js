// @ts-check
'use strict';

// What came of the batch, told by hooks: the options `results` and `failOn`.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { CLOSED, CLOSES, OWN_LINE } = require('./lines.js');
const { runOnServer } = require('./run-on-server.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

const OUTSIDE = { APPLITOOLS_BATCH_ID: 'nightly' };

/** Each test here is left without its end. */
const COUNTS =
  /^eyes-batch-close: nightly: 0 passed, 0 unresolved, 0 failed, 1 aborted {2}http:\S+$/;

for (const hook of /** @type {Hook[]} */ (['setup', 'reporter', 'wdio', 'nightwatch'])) {
  test(`${hook} says the counts and the link behind the closing`, async (t) => {
    const run = { hooks: [hook], options: { results: true } };
    const { thrown, lines } = await runOnServer(t, run, OUTSIDE);
    assert.deepEqual([thrown, lines.slice(0, -1)], [[], [CLOSES, OWN_LINE, CLOSED]]);
    assert.match(String(lines.at(-1)), COUNTS);
  });
}

test('the counts are said where an onResult of the user throws, too', async (t) => {
  const hooks = /** @type {Hook[]} */ (['nightwatch']);
  const run = { hooks, options: { results: true }, onResult: /** @type {const} */ ('throws') };
  const { thrown, lines } = await runOnServer(t, run, OUTSIDE);
  assert.deepEqual([thrown, lines.slice(0, -2)], [[], [CLOSES, OWN_LINE, CLOSED]]);
  assert.match(String(lines.at(-2)), COUNTS);
  assert.equal(lines.at(-1), 'eyes-batch-close: warning: as it should');
});

test('what failOn names is a warning', async (t) => {
  const run = { hooks: /** @type {Hook[]} */ (['setup']), options: { failOn: 'aborted' } };
  const { thrown, lines } = await runOnServer(t, run, OUTSIDE);
  assert.deepEqual(thrown, []);
  assert.match(String(lines.at(-2)), COUNTS);
  assert.match(
    String(lines.at(-1)),
    /^eyes-batch-close: warning: Batch "nightly" has 1 aborted\. See /,
  );
});

test('with failOnError it fails the run with RESULTS', async (t) => {
  const options = { failOn: ['aborted'], failOnError: true };
  const { thrown, batches } = await runOnServer(t, { hooks: ['wdio'], options }, OUTSIDE);
  assert.deepEqual(batches, [['nightly', 'closed', 1]]);
  assert.match(thrown.join(), /^SevereServiceError: .*Batch "nightly" has 1 aborted/);
});

test('what can not be read is a warning, and fails no run without failOn', async (t) => {
  const options = {
    results: true,
    resultsUrl: 'http://127.0.0.1:9/api/v1',
    retries: 0,
    failOnError: true,
  };
  const { thrown, lines } = await runOnServer(t, { hooks: ['setup'], options }, OUTSIDE);
  assert.deepEqual(thrown, []);
  assert.match(
    String(lines.at(-1)),
    /^eyes-batch-close: warning: The results of batch "nightly" were not read/,
  );
});

test('a wrong option is known before the first test', async (t) => {
  const options = { failOn: 'passed', failOnError: true };
  const { thrown } = await runOnServer(t, { hooks: ['nightwatch'], options }, OUTSIDE);
  assert.match(thrown[0], /^BatchCloseError: failOn must name any of/);
});

test('where the batch is left open, it is said that nothing will be read', async (t) => {
  const variables = { ...OUTSIDE, EYES_BATCH_CLOSE: 'false' };
  const run = { hooks: /** @type {Hook[]} */ (['setup']), options: { failOn: 'aborted' } };
  const { lines } = await runOnServer(t, run, variables);
  assert.equal(
    lines.at(-1),
    'eyes-batch-close: warning: results and failOn do nothing here, as the batch is left open: ' +
      'give --results or --fail-on to the command that closes it',
  );
});
