// @ts-check
'use strict';

// Several jobs of one CI run, each with a hook and the ID that all of them find: none closes the batch under another one,
// and the first line of each says who closes it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runCommand } = require('../support/cli.js');
const { start } = require('../support/eyes-client.js');
const { runHooks } = require('../support/hook-run.js');
const { KEY } = require('./run-on-server.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

const GITHUB = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '123', GITHUB_RUN_ATTEMPT: '1' };
const ID = 'github-123-1';
const COMMAND = `npx eyes-batch-close ${ID}`;

/** @param {import('node:test').TestContext} t */
async function setUp(t) {
  const server = await start(t, { apiKey: KEY });
  const variables = { APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_API_KEY: KEY, ...GITHUB };
  const states = () => server.batches().map(({ state, tests }) => [state, tests.length]);
  return { variables, states };
}

for (const hook of /** @type {Hook[]} */ (['setup', 'reporter', 'wdio', 'nightwatch'])) {
  test(`jobs of a matrix leave their ID to the last job, by ${hook}`, async (t) => {
    const { variables, states } = await setUp(t);
    const { stdout } = await runCommand(['id'], { variables });
    assert.equal(stdout, `${ID}\n`);
    const inJob = { ...variables, APPLITOOLS_BATCH_ID: stdout.trim() };
    // One after the other, so that a close by the first would split the batch.
    for (const job of [1, 2]) {
      const { requests, lines, dontClose } = await runHooks({ hooks: [hook] }, inJob);
      assert.deepEqual([requests, dontClose], [[], 'true'], `job ${job}`);
      assert.equal(
        lines[0],
        `eyes-batch-close: batch ${ID}, from APPLITOOLS_BATCH_ID; left open: all jobs of this CI run share it. ` +
          `In the last job: ${COMMAND}`,
      );
    }
    assert.deepEqual(states(), [['active', 2]]);
    const { status } = await runCommand(COMMAND.split(' ').slice(2), { variables });
    assert.equal(status, 0);
    assert.deepEqual(states(), [['closed', 2]]);
  });

  test(`a job with enabled: true closes the shared ID, by ${hook}`, async (t) => {
    const { variables, states } = await setUp(t);
    const inJob = { ...variables, APPLITOOLS_BATCH_ID: ID };
    const run = { hooks: [hook], options: { enabled: true } };
    const { lines } = await runHooks(run, inJob);
    assert.match(lines[0], /from APPLITOOLS_BATCH_ID; this run closes it after the last test$/);
    assert.deepEqual(states(), [['closed', 1]]);
  });
}

for (const [who, options, variables, says] of /** @type {[string, any, any, RegExp][]} */ ([
  ['a run with an ID of its own', {}, {}, /, made for this run; this run closes it after the last/],
  ['an ID from outside', {}, { APPLITOOLS_BATCH_ID: 'a' }, /BATCH_ID; this run closes it after/],
  ['the option batchIds', { batchIds: 'a' }, {}, /from the option batchIds; this run closes it/],
  ['enabled: false', { enabled: false }, {}, /; left open, as enabled: false says$/],
  [
    'the variable',
    {},
    { EYES_BATCH_CLOSE: 'false' },
    /; left open, as EYES_BATCH_CLOSE=false says$/,
  ],
  [
    'another ID of the CI',
    {},
    { ...GITHUB, APPLITOOLS_BATCH_ID: 'a' },
    /; this run closes it after/,
  ],
])) {
  test(`the first line says who closes: ${who}`, async (t) => {
    const server = await start(t, { apiKey: KEY });
    const around = { APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_API_KEY: KEY, ...variables };
    const { lines } = await runHooks({ hooks: ['nightwatch'], options }, around);
    assert.match(lines[0], says);
  });
}
