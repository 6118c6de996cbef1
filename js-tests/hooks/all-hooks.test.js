// @ts-check
'use strict';

// What every hook does: one batch ID for all workers before the first test, one close after the last.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { start } = require('../support/eyes-client.js');
const { CLOSED, CLOSES, MISSING, OWN_LINE, leftOpen } = require('./lines.js');
const { KEY, runOnServer } = require('./run-on-server.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

const OUTSIDE = { APPLITOOLS_BATCH_ID: 'nightly' };
const CLOSE = 'DELETE /api/sessions/batches/nightly/close/bypointerid';
const GITHUB = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '123', GITHUB_RUN_ATTEMPT: '1' };

/** @param {string | undefined} id */
const made = (id) =>
  `eyes-batch-close: batch ${id}, made for this run; this run closes it after the last test`;
/** @param {string | undefined} id */
const madeAndClosed = (id) => [made(id), OWN_LINE, `eyes-batch-close: closed batch ${id} in N ms`];

/** Those that see the begin of a run. @type {Hook[]} */
const beginners = ['setup', 'reporter', 'wdio', 'nightwatch'];

for (const hook of beginners) {
  describe(hook, () => {
    test('gives all tests one fresh batch, and closes it once', async (t) => {
      const { ids, dontClose, requests, batches, lines } = await runOnServer(t, {
        hooks: [hook],
        tests: 3,
      });
      const [id] = ids;
      assert.match(String(id), /^\d{4}-\d\d-\d\dt\d\d-\d\d-\d\d-[a-z0-9-]{1,20}-[0-9a-f]{16}$/);
      assert.deepEqual(ids, [id, id, id]);
      assert.equal(dontClose, 'true');
      assert.deepEqual(requests, [`DELETE /api/sessions/batches/${id}/close/bypointerid`]);
      assert.deepEqual(batches, [[id, 'closed', 3]]);
      assert.deepEqual(lines, madeAndClosed(id));
    });

    test('keeps an ID that is set', async (t) => {
      const { ids, requests, lines } = await runOnServer(t, { hooks: [hook] }, OUTSIDE);
      assert.deepEqual(ids, ['nightly']);
      assert.deepEqual(requests, [CLOSE]);
      assert.deepEqual(lines, [CLOSES, OWN_LINE, CLOSED]);
    });

    test('takes its options', async (t) => {
      const options = { batchIds: 'mine', apiKey: KEY, batchBuildId: 'b7', quiet: true };
      const run = { hooks: [hook], options };
      const { ids, requests, lines } = await runOnServer(t, run, { APPLITOOLS_API_KEY: 'wrong' });
      assert.deepEqual(ids, ['mine']);
      assert.deepEqual(requests, ['DELETE /api/sessions/batches/mine/b7/close/bypointerid']);
      assert.deepEqual(lines, []);
    });

    test('closes on the server that its options name', async (t) => {
      const named = await start(t, { apiKey: KEY });
      const run = { hooks: [hook], options: { serverUrl: named.url } };
      const { batches, lines } = await runOnServer(t, run, OUTSIDE);
      assert.deepEqual(batches, [['nightly', 'active', 1]]);
      assert.deepEqual(lines, [CLOSES, OWN_LINE, MISSING]);
    });

    test('says what may be so where the server has no batch, which is no failure', async (t) => {
      const options = { failOnError: true };
      const { thrown, status, requests, lines } = await runOnServer(
        t,
        { hooks: [hook], options, tests: 0 },
        OUTSIDE,
      );
      assert.deepEqual(thrown, []);
      assert.equal(status, undefined);
      assert.ok(requests.length > 0);
      assert.deepEqual(lines, [CLOSES, OWN_LINE, MISSING]);
    });

    test('warns in one line when it could not close, and lets the run be', async (t) => {
      const wrong = { ...OUTSIDE, APPLITOOLS_API_KEY: 'wrong' };
      const { thrown, status, requests, batches, lines } = await runOnServer(
        t,
        { hooks: [hook] },
        wrong,
      );
      assert.deepEqual(thrown, []);
      assert.equal(status, undefined);
      assert.deepEqual(requests, [CLOSE]);
      assert.deepEqual(batches, [['nightly', 'active', 1]]);
      const [begin, ownLine, warning, ...others] = lines;
      assert.deepEqual([begin, ownLine, others], [CLOSES, OWN_LINE, []]);
      assert.match(warning, /^eyes-batch-close: warning: .*nightly.*401.*APPLITOOLS_API_KEY/);
    });

    test('refuses what an accident left in APPLITOOLS_BATCH_ID', async (t) => {
      const accident = { APPLITOOLS_BATCH_ID: 'undefined' };
      const { thrown, status, requests, lines } = await runOnServer(t, { hooks: [hook] }, accident);
      const problem =
        'APPLITOOLS_BATCH_ID is the word undefined or null, which an unset variable leaves behind';
      const hint = 'Set it to the ID that the tests run with, or leave it unset.';
      assert.deepEqual(lines, [`eyes-batch-close: error: ${problem}. ${hint}`]);
      assert.deepEqual(requests, []);
      if (hook === 'reporter') assert.deepEqual(status, { status: 'failed' });
      else
        assert.match(thrown.join(), new RegExp(`^\\w+Error: ${problem.replace(/[()]/g, '\\$&')}$`));
    });

    for (const [setting, options, variables] of /** @type {[string, any, any][]} */ ([
      ['enabled: false', { enabled: false }, {}],
      ['EYES_BATCH_CLOSE=false', undefined, { EYES_BATCH_CLOSE: 'false' }],
    ])) {
      test(`leaves closing to somebody else by ${setting}`, async (t) => {
        const run = { hooks: [hook], options };
        const outcome = await runOnServer(t, run, { ...OUTSIDE, ...variables });
        assert.equal(outcome.dontClose, 'true');
        assert.deepEqual(outcome.requests, []);
        assert.deepEqual(outcome.batches, [['nightly', 'active', 1]]);
        assert.deepEqual(outcome.lines, [leftOpen(`, as ${setting} says`)]);
      });
    }
  });
}

describe('a shard', () => {
  const config = { shard: { current: 1, total: 2 } };
  const hooks = /** @type {Hook[]} */ (['setup', 'reporter', 'wdio']);
  for (const hook of hooks) {
    test(`leaves the ID of the CI run open, by ${hook}`, async (t) => {
      const { ids, requests, lines } = await runOnServer(t, { hooks: [hook], config }, GITHUB);
      assert.deepEqual(ids, ['github-123-1']);
      assert.deepEqual(requests, []);
      assert.deepEqual(lines, [
        'eyes-batch-close: batch github-123-1, the ID of this CI run; left open: the shards of this run share it. ' +
          'In the last job: npx eyes-batch-close github-123-1',
      ]);
    });

    test(`closes a batch of its own with a warning, by ${hook}`, async (t) => {
      const { ids, requests, lines } = await runOnServer(t, { hooks: [hook], config });
      assert.equal(requests.length, 1);
      const [begin, ...end] = madeAndClosed(ids[0]);
      assert.deepEqual(lines, [
        begin,
        'eyes-batch-close: warning: this shard has a batch of its own (no CI was recognised). To share one, set ' +
          'APPLITOOLS_BATCH_ID to the same ID in every shard, and run npx eyes-batch-close in the last job.',
        ...end,
      ]);
    });
  }

  test('that is the only one is none', async (t) => {
    const only = { shard: { current: 1, total: 1 } };
    const { requests } = await runOnServer(t, { hooks: ['wdio'], config: only }, OUTSIDE);
    assert.deepEqual(requests, [CLOSE]);
  });

  test('says what two hooks have to say once', async (t) => {
    const run = { hooks: /** @type {Hook[]} */ (['setup', 'teardown', 'reporter']), config };
    const outside = await runOnServer(t, run, OUTSIDE);
    assert.equal(outside.requests.length, 0);
    const command = 'In the last job: npx eyes-batch-close close -- nightly';
    assert.deepEqual(outside.lines, [leftOpen(`: the shards of this run share it. ${command}`)]);
    const own = await runOnServer(t, run);
    assert.equal(own.requests.length, 1);
    const [begin, warning, ...end] = own.lines;
    assert.deepEqual([begin, ...end], madeAndClosed(own.ids[0]));
    assert.match(warning, /^eyes-batch-close: warning: this shard has a batch of its own /);
  });
});

describe('several hooks in one process', () => {
  const pairs = /** @type {Hook[][]} */ ([
    ['setup', 'teardown'],
    ['setup', 'reporter'],
    ['reporter', 'teardown'],
    ['setup', 'teardown', 'reporter'],
  ]);
  for (const hooks of pairs) {
    test(`close once: ${hooks.join(' and ')}`, async (t) => {
      const { ids, requests, batches, lines } = await runOnServer(t, { hooks });
      assert.equal(requests.length, 1);
      assert.deepEqual(batches, [[ids[0], 'closed', 1]]);
      assert.deepEqual(lines, madeAndClosed(ids[0]));
    });
  }

  test('fail together, with one line', async (t) => {
    const run = {
      hooks: /** @type {Hook[]} */ (['setup', 'reporter']),
      options: { failOnError: true },
    };
    const outcome = await runOnServer(t, run, { ...OUTSIDE, APPLITOOLS_API_KEY: 'wrong' });
    assert.deepEqual(outcome.requests, [CLOSE]);
    assert.equal(outcome.thrown.length, 1);
    assert.deepEqual(outcome.status, { status: 'failed' });
    const [begin, ownLine, error, ...others] = outcome.lines;
    assert.deepEqual([begin, ownLine, others], [CLOSES, OWN_LINE, []]);
    assert.match(error, /^eyes-batch-close: error: .*401/);
  });
});

test('a second run of the same process gets another batch', async (t) => {
  const { ids, batches } = await runOnServer(t, { hooks: ['nightwatch'], times: 2 });
  assert.notEqual(ids[0], ids[1]);
  const expected = ids.map((id) => [id, 'closed', 1]);
  assert.deepEqual(batches, expected);
});
