// @ts-check
'use strict';

// Shards whose hooks have a store in common: each is recorded, and the last one closes. When a hook asks the store is
// decided in tests/run/who_closes.rs.

const assert = require('node:assert/strict');
const os = require('node:os');
const path = require('node:path');
const { describe, test } = require('node:test');
const { pathToFileURL } = require('node:url');
const { start } = require('../support/eyes-client.js');
const { runHooks } = require('../support/hook-run.js');
const { startFolderStore } = require('../support/temporary-folder.js');
const { CLOSED, LAST_SHARD_CLOSES, OWN_LINE, leftOpen } = require('./lines.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */
/** @typedef {import('../support/hook-run.js').Run} Run */

const CLOSE = 'DELETE /api/sessions/batches/nightly/close/bypointerid';
const WAITING = 'eyes-batch-close: 1 of 2 shards done, not closing yet';

/**
 * A server and a store in common; runs one shard of some.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} [variables]
 */
async function setUp(t, variables) {
  const server = await start(t, { apiKey: 'the-key' });
  const { url: store, entries } = startFolderStore(t);
  const around = {
    APPLITOOLS_SERVER_URL: server.url,
    APPLITOOLS_API_KEY: 'the-key',
    APPLITOOLS_BATCH_ID: 'nightly',
    EYES_BATCH_STORE: store,
    ...variables,
  };
  return {
    store,
    /** @param {Partial<Run> & { hooks: Hook[] }} run @param {number} current @param {number} [total] */
    shard: (run, current, total = 2) =>
      runHooks({ config: { shard: { current, total } }, ...run }, around),
    /** @param {Run} run */
    run: (run) => runHooks(run, around),
    states: () => server.batches().map(({ batchId, state }) => [batchId, state]),
    entries,
  };
}

const hooks = /** @type {Hook[][]} */ ([
  ['setup'],
  ['teardown'],
  ['reporter'],
  ['wdio'],
  ['setup', 'teardown', 'reporter'],
]);
for (const each of hooks) {
  describe(each.join(' and '), () => {
    test('takes the shard from the config; the last one closes, and no other', async (t) => {
      const { shard, states } = await setUp(t);
      const first = await shard({ hooks: each }, 1);
      assert.deepEqual(first.requests, []);
      assert.equal(first.lines.at(-1), WAITING);
      assert.deepEqual(states(), [['nightly', 'active']]);
      const last = await shard({ hooks: each }, 2);
      assert.deepEqual(last.requests, [CLOSE]);
      assert.equal(last.lines.at(-1), CLOSED);
      assert.deepEqual(states(), [['nightly', 'closed']]);
    });
  });
}

describe('the store', () => {
  test('and the shard may be options, as Nightwatch needs it', async (t) => {
    const { store, shard, run } = await setUp(t, { EYES_BATCH_STORE: '' });
    const nightwatch = (/** @type {string} */ shard) =>
      run({ hooks: ['nightwatch'], options: { store, shard } });
    assert.deepEqual((await nightwatch('1/3')).lines, [
      LAST_SHARD_CLOSES,
      OWN_LINE,
      'eyes-batch-close: 1 of 3 shards done, not closing yet',
    ]);
    const options = { store, shard: '2/3' };
    const second = await shard({ hooks: ['setup'], options }, 7, 8);
    assert.deepEqual(second.lines.slice(1), [
      OWN_LINE,
      'eyes-batch-close: 2 of 3 shards done, not closing yet',
    ]);
    assert.deepEqual((await nightwatch('3/3')).requests, [CLOSE]);
  });

  for (const [hook, config] of /** @type {[Hook, object][]} */ ([
    ['setup', { shard: { current: 1, total: 1 } }],
    ['wdio', { shard: { current: 1, total: 1 } }],
    ['reporter', { shard: null }],
  ])) {
    test(`is not asked by ${hook} in a run of ${JSON.stringify(config)}`, async (t) => {
      const { run, entries } = await setUp(t);
      const { requests } = await run({ hooks: [hook], config });
      assert.deepEqual(requests, [CLOSE]);
      assert.equal(entries(), 0);
    });
  }

  test('is not asked where reports are merged, which closes', async (t) => {
    const { run, entries } = await setUp(t);
    const { requests } = await run({ hooks: ['reporter'], mode: 'merge' });
    assert.deepEqual(requests, [CLOSE]);
    assert.equal(entries(), 0);
  });

  test('is not asked with enabled: false', async (t) => {
    const { shard, entries } = await setUp(t);
    const { requests, lines } = await shard({ hooks: ['setup'], options: { enabled: false } }, 1);
    assert.deepEqual(requests, []);
    assert.deepEqual(lines, [leftOpen(', as enabled: false says')]);
    assert.equal(entries(), 0);
  });

  test('that can not be one is told before the tests, and leaves the batch open', async (t) => {
    const { shard } = await setUp(t, { EYES_BATCH_STORE: '/mnt/ci' });
    const problem =
      'EYES_BATCH_STORE must be a URL that begins with redis://, rediss:// or file://';
    const { thrown, lines, requests } = await shard({ hooks: ['setup'] }, 1);
    assert.deepEqual(thrown, []);
    assert.equal(lines.filter((line) => line.includes(problem)).length, 2);
    assert.deepEqual(requests, []);
    const failing = { hooks: /** @type {Hook[]} */ (['setup']), options: { failOnError: true } };
    assert.deepEqual((await shard(failing, 1)).thrown, [`BatchCloseError: ${problem}`]);
    const disabled = { ...failing, options: { enabled: false } };
    assert.doesNotMatch((await shard(disabled, 1)).lines.join(), /EYES_BATCH_STORE/);
  });
});

describe('a shard', () => {
  test('in which no test began counts, and closes if it is the last', async (t) => {
    const { shard, states } = await setUp(t);
    const idle = { hooks: /** @type {Hook[]} */ (['reporter']), began: false, tests: 0 };
    const outcome = await shard(idle, 1, 3);
    assert.deepEqual(outcome.lines, [
      LAST_SHARD_CLOSES,
      OWN_LINE,
      'eyes-batch-close: 1 of 3 shards done, not closing yet',
    ]);
    await shard({ hooks: ['reporter'] }, 2, 3);
    assert.deepEqual((await shard(idle, 3, 3)).requests, [CLOSE]);
    assert.deepEqual(states(), [['nightly', 'closed']]);
  });

  test('that only lists its tests, or is in UI mode, is not recorded', async (t) => {
    const { shard, entries } = await setUp(t);
    const listing = { hooks: /** @type {Hook[]} */ (['reporter']), mode: 'list', began: false };
    await shard({ ...listing, tests: 0 }, 1);
    await shard({ hooks: ['reporter'], argv: ['test', '--ui'] }, 1);
    assert.equal(entries(), 0);
  });

  test('shares the ID of its CI run', async (t) => {
    const github = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1' };
    const { shard, states } = await setUp(t, { ...github, APPLITOOLS_BATCH_ID: '' });
    await shard({ hooks: ['wdio'] }, 1);
    await shard({ hooks: ['wdio'] }, 2);
    assert.deepEqual(states(), [['github-7-1', 'closed']]);
  });

  test('whose ID no other can have closes its batch with a warning, and is not recorded', async (t) => {
    const { shard, entries } = await setUp(t, { APPLITOOLS_BATCH_ID: '' });
    const { ids, requests, lines } = await shard({ hooks: ['setup'] }, 1);
    assert.deepEqual(requests, [`DELETE /api/sessions/batches/${ids[0]}/close/bypointerid`]);
    assert.equal(
      lines[1],
      'eyes-batch-close: warning: this shard has a batch of its own (no CI was recognised). ' +
        'To share one, set APPLITOOLS_BATCH_ID to the same ID in every shard.',
    );
    assert.equal(entries(), 0);
  });

  test('that runs again after the close closes again', async (t) => {
    const { shard } = await setUp(t);
    for (const current of [1, 2]) await shard({ hooks: ['setup'] }, current);
    assert.deepEqual((await shard({ hooks: ['setup'] }, 1)).requests, [CLOSE]);
  });

  test('that counts other shards than the first one did is warned of', async (t) => {
    const { shard } = await setUp(t);
    await shard({ hooks: ['setup'] }, 1, 2);
    const { requests, lines } = await shard({ hooks: ['setup'] }, 2, 3);
    assert.deepEqual(requests, []);
    assert.deepEqual(lines, [
      LAST_SHARD_CLOSES,
      OWN_LINE,
      'eyes-batch-close: warning: shard counts 3 shards, but the store says that there are 2. ' +
        'Give all shards of a batch the same total, and another run another ID.',
    ]);
  });
});

describe('a store that fails', () => {
  const gone = pathToFileURL(path.join(os.tmpdir(), 'eyes-hooks-gone', 'x')).href;
  const GONE =
    `store names a folder that does not exist: ${gone}. ` +
    'Create the folder, or mount the disk that it is on.';

  test('is warned of in a line, and nothing is closed', async (t) => {
    const { shard } = await setUp(t, { EYES_BATCH_STORE: 'redis://127.0.0.1:9' });
    const options = { retries: 0 };
    const { thrown, requests, lines } = await shard({ hooks: ['setup'], options }, 1);
    assert.deepEqual([thrown, requests], [[], []]);
    assert.deepEqual(lines, [
      LAST_SHARD_CLOSES,
      OWN_LINE,
      'eyes-batch-close: warning: the store redis://127.0.0.1:9 failed: connect ECONNREFUSED 127.0.0.1:9. ' +
        'Check the store, then run it again.',
    ]);
  });

  test('as its folder is missing is warned of in a line, and nothing is closed', async (t) => {
    const { shard } = await setUp(t, { EYES_BATCH_STORE: gone });
    const { thrown, requests, lines } = await shard({ hooks: ['setup'] }, 1);
    assert.deepEqual([thrown, requests], [[], []]);
    assert.deepEqual(lines, [LAST_SHARD_CLOSES, OWN_LINE, `eyes-batch-close: warning: ${GONE}`]);
  });

  test('fails the run with failOnError', async (t) => {
    const { shard } = await setUp(t, { EYES_BATCH_STORE: gone });
    const options = { failOnError: true };
    const { thrown, lines } = await shard({ hooks: ['wdio'], options }, 1);
    assert.match(thrown.join(), /^SevereServiceError: store names a folder /);
    assert.deepEqual(lines, [LAST_SHARD_CLOSES, OWN_LINE, `eyes-batch-close: error: ${GONE}`]);
    const { status } = await shard({ hooks: ['reporter'], options }, 1);
    assert.deepEqual(status, { status: 'failed' });
  });

  test('keeps nobody from closing with closeAnyway, and is warned of', async (t) => {
    const { shard } = await setUp(t, { EYES_BATCH_STORE: gone });
    const options = { closeAnyway: true, failOnError: true };
    const { thrown, requests, lines } = await shard({ hooks: ['setup'], options }, 1);
    assert.deepEqual([thrown, requests], [[], [CLOSE]]);
    assert.deepEqual(lines, [
      LAST_SHARD_CLOSES,
      OWN_LINE,
      `eyes-batch-close: warning: store names a folder that does not exist: ${gone}`,
      CLOSED,
    ]);
  });
});
