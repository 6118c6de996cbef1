// @ts-check
'use strict';

// failOnError: a close that fails, or an onResult that does, fails the run in the way of its framework.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { CLOSED, CLOSES, OWN_LINE } = require('./lines.js');
const { runOnServer } = require('./run-on-server.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

const OUTSIDE = { APPLITOOLS_BATCH_ID: 'nightly' };

describe('failOnError', () => {
  const wrong = { ...OUTSIDE, APPLITOOLS_API_KEY: 'wrong' };
  const options = { failOnError: true };
  const throwers = /** @type {[Hook, string][]} */ ([
    ['setup', 'BatchCloseError'],
    ['teardown', 'BatchCloseError'],
    ['wdio', 'SevereServiceError'],
    ['nightwatch', 'BatchCloseError'],
  ]);
  for (const [hook, name] of throwers) {
    test(`makes ${hook} throw a ${name}`, async (t) => {
      const { thrown, lines } = await runOnServer(t, { hooks: [hook], options }, wrong);
      assert.match(thrown.join(), new RegExp(`^${name}: .*401`));
      assert.match(lines[lines.length - 1], /^eyes-batch-close: error: .*401.*APPLITOOLS_API_KEY/);
    });
  }

  test('makes the reporter fail the run by its status', async (t) => {
    const { thrown, status, lines } = await runOnServer(t, { hooks: ['reporter'], options }, wrong);
    assert.deepEqual(thrown, []);
    assert.deepEqual(status, { status: 'failed' });
    assert.deepEqual(lines.slice(0, -1), [CLOSES, OWN_LINE]);
    assert.match(String(lines.at(-1)), /^eyes-batch-close: error: .*401/);
  });

  for (const [what, config] of /** @type {const} */ ([
    ['a run', {}],
    ['a shard that others wait for', { shard: { current: 2, total: 2 } }],
  ])) {
    test(`makes the reporter fail ${what} without a test where a setting is wrong`, async (t) => {
      const run = {
        began: false,
        tests: 0,
        config,
        options: { ...options, retries: -1, store: 'redis://s' },
      };
      const { thrown, status, lines } = await runOnServer(
        t,
        { hooks: ['reporter'], ...run },
        OUTSIDE,
      );
      assert.deepEqual([thrown, status], [[], { status: 'failed' }]);
      assert.match(lines.join('\n'), /^eyes-batch-close: error: retries must be .*$/);
    });
  }

  test('makes the reporter end a merge with exit code 1, where its status is passed over', async (t) => {
    const run = {
      hooks: /** @type {Hook[]} */ (['reporter']),
      options,
      mode: 'merge',
      exitCode: 1,
    };
    const { thrown, lines } = await runOnServer(t, run, wrong);
    assert.deepEqual(thrown, []);
    const [ownLine, error, ...others] = lines;
    assert.deepEqual([ownLine, others], [OWN_LINE, []]);
    assert.match(error, /^eyes-batch-close: error: .*401/);
  });

  test('lets a run pass whose batch is closed', async (t) => {
    for (const hook of /** @type {Hook[]} */ (['setup', 'reporter', 'wdio', 'nightwatch'])) {
      const { thrown, status } = await runOnServer(t, { hooks: [hook], options }, OUTSIDE);
      assert.deepEqual([thrown, status], [[], undefined]);
    }
  });
});

describe('an onResult of the user', () => {
  const problem = 'as it should';
  for (const onResult of /** @type {const} */ (['throws', 'rejects'])) {
    test(`that ${onResult} is warned of in one line, and the batch is closed`, async (t) => {
      const { thrown, batches, lines } = await runOnServer(
        t,
        { hooks: ['nightwatch'], onResult },
        OUTSIDE,
      );
      assert.deepEqual([thrown, batches], [[], [['nightly', 'closed', 1]]]);
      const warning = `eyes-batch-close: warning: ${problem}`;
      assert.deepEqual(lines, [CLOSES, OWN_LINE, CLOSED, warning]);
    });

    test(`that ${onResult} fails the run with failOnError`, async (t) => {
      const options = { failOnError: true };
      const { thrown } = await runOnServer(
        t,
        { hooks: ['nightwatch'], options, onResult },
        OUTSIDE,
      );
      assert.deepEqual(thrown, ['Error: as it\nshould']);
    });
  }
});
