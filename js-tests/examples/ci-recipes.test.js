// @ts-check
'use strict';

// The recipes of examples/ci, replayed: every shell line with the variables of its provider, each machine with a home of
// its own.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { page, read, recipes, variablesOf } = require('../support/recipes.js');
const { version } = require('../../package.json');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { at, installExample } = require('./project.js');

/** @typedef {import('./eyes.js').Eyes} Eyes */
/** @typedef {import('../support/recipes.js').Recipe} Recipe */
/** @typedef {import('../support/recipes.js').Variables} Variables */

const TESTS = ['Home', 'Basket', 'Checkout'];

const SPEC = `
import { test } from '@playwright/test';
import { checkPage } from 'local-eyes';
for (const name of ${JSON.stringify(TESTS)}) test(name, () => checkPage(name, 'iVBORw0KGgo='));
`;

/** Machines have npm's cache in common; those that are installed get nothing from the registry. */
const npm = {
  npm_config_cache: execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim(),
  npm_config_prefer_offline: 'true',
};

describe('the recipe', () => {
  /** @type {ReturnType<typeof installExample>} */
  let project;
  before(async () => {
    project = installExample('playwright');
    const tests = path.join(project.folder, 'tests');
    for (const file of fs.readdirSync(tests)) fs.rmSync(path.join(tests, file));
    fs.writeFileSync(path.join(tests, 'shop.spec.mjs'), SPEC);
    // Tests without the SDK: `npm ci` finds that a lock file with it lacks an optional package of the SDK's.
    const sdk = await project.run('npm', ['uninstall', '@applitools/eyes-playwright'], npm);
    assert.equal(sdk.status, 0, sdk.output);
  });
  after(() => project.remove());

  /**
   * Runs lines on a machine of its own.
   *
   * @param {Eyes} eyes
   * @param {string} lines
   * @param {Variables} variables
   */
  function onMachine(eyes, lines, variables) {
    const installed = !lines.includes('npm ci');
    const own = { ...npm, ...(installed && { npm_config_offline: 'true' }) };
    const machine = project.machine(installed);
    return machine.run('sh', ['-ec', lines], at(eyes, { ...own, ...variables }));
  }

  /** A shard's line as GitHub writes it for a job. @param {string} line @param {number} shard */
  const forShard = (line, shard) => line.replace(/\$\{\{ matrix\.shard \}\}/, `${shard}`);

  /**
   * Runs these shards, two at a time.
   *
   * @param {Eyes} eyes
   * @param {Recipe} recipe
   * @param {number[]} shards
   * @param {Variables} [more]
   */
  async function runShards(eyes, recipe, shards, more) {
    const { shard: line } = read(recipe);
    const waiting = [...shards];
    const worker = async () => {
      for (let shard = waiting.shift(); shard; shard = waiting.shift()) {
        const variables = { ...variablesOf(recipe, shard), ...more };
        const { status, output } = await onMachine(eyes, forShard(line, shard), variables);
        assert.equal(status, 0, output);
      }
    };
    await Promise.all([worker(), worker()]);
  }

  for (const recipe of recipes) {
    const { file, batchId, buildId } = recipe;
    test(`${file} fills one batch from three machines, and closes it once`, async (t) => {
      const { text, last } = read(recipe);
      assert.match(text, recipe.always);
      assert.match(text, recipe.build);
      const eyes = await startEyes(t);
      await runShards(eyes, recipe, [1, 2, 3]);
      assert.equal(eyes.closes(), 0);
      const { status, output } = await onMachine(eyes, last, variablesOf(recipe, 0));
      assert.equal(status, 0, output);
      const batch = assertClosedOnce(eyes, TESTS, output);
      assert.deepEqual([batch.batchId, batch.buildId, batch.warnings], [batchId, buildId, []]);
      assert.match(output, new RegExp(`^closed ${batchId} in `, 'm'));
    });
  }

  test('the lines for any other runner give all machines the same environment', async (t) => {
    const eyes = await startEyes(t);
    const [, lines] = /^```sh\n(.*?)^```$/ms.exec(page()) ?? [];
    const show = `echo "$APPLITOOLS_BATCH_ID $APPLITOOLS_DONT_CLOSE_BATCHES"`;
    for (const recipe of recipes) {
      const { stdout } = await onMachine(eyes, `${lines}${show}`, recipe.job(1));
      assert.equal(stdout, `${recipe.batchId} true\n`);
    }
  });

  /** Each of the other providers with the variables of its second machine of three, and what it writes in their place. */
  /** @type {[provider: string, build: string, variables: Variables, written: [RegExp | string, string][]][]} */
  const others = [
    [
      'CircleCI',
      'environment: { APPLITOOLS_BATCH_BUILD_ID: << pipeline.id >> }',
      { CIRCLE_NODE_INDEX: '1', CIRCLE_NODE_TOTAL: '3' },
      [],
    ],
    [
      'Azure Pipelines',
      'variables: { APPLITOOLS_BATCH_BUILD_ID: $(Build.BuildId) }',
      {},
      [
        ['$(System.JobPositionInPhase)', '2'],
        ['$(System.TotalJobsInPhase)', '3'],
      ],
    ],
    [
      'Bitbucket Pipelines',
      '- export APPLITOOLS_BATCH_BUILD_ID=$BITBUCKET_BUILD_NUMBER',
      { BITBUCKET_PARALLEL_STEP: '1', BITBUCKET_PARALLEL_STEP_COUNT: '3' },
      [],
    ],
    [
      'Buildkite',
      'env: { APPLITOOLS_BATCH_BUILD_ID: $BUILDKITE_BUILD_ID }',
      { BUILDKITE_PARALLEL_JOB: '1', BUILDKITE_PARALLEL_JOB_COUNT: '3' },
      [[/\$\$/g, '$']],
    ],
  ];
  for (const [provider, build, variables, written] of others) {
    test(`the lines for ${provider} run the second shard of three, and close`, async (t) => {
      const [, below = ''] = page().split(`**${provider}**`);
      const [block] = below.split('\n```\n');
      let [, line = ''] = /(npx playwright .*)$/m.exec(block) ?? [];
      for (const [from, to] of written) line = line.replace(from, () => to);
      const eyes = await startEyes(t);
      const { stdout } = await onMachine(eyes, `npx() { echo "$@"; }; ${line}`, variables);
      assert.equal(stdout, 'playwright test --shard=2/3\n');
      const close = `npx --yes eyes-batch-close@${version} --ci --ignore-missing`;
      assert.match(block, new RegExp(`(: |^- )${close}$`, 'm'));
      assert.ok(block.includes(build), block);
    });
  }

  test('re-run of failed jobs: the tests that run again have a batch of their own, closed too', async (t) => {
    const [recipe] = recipes;
    const { last } = read(recipe);
    const eyes = await startEyes(t);
    await runShards(eyes, recipe, [1, 2]);
    await onMachine(eyes, last, variablesOf(recipe, 0));
    const again = { GITHUB_RUN_ATTEMPT: '2' };
    await runShards(eyes, recipe, [2], again);
    const { output } = await onMachine(eyes, last, { ...variablesOf(recipe, 0), ...again });
    const [first, second] = assertBatches(
      eyes,
      [
        { state: 'closed', tests: TESTS.slice(0, 2) },
        { state: 'closed', tests: TESTS.slice(1, 2) },
      ],
      output,
    );
    assert.deepEqual([first.batchId, second.batchId], ['github-41-1', 'github-41-2']);
    assert.equal(eyes.closes(), 2);
  });

  test('the commit as the ID, for the GitHub integration', async (t) => {
    const [recipe] = recipes;
    const { text, last } = read(recipe);
    assert.match(
      text,
      /^ {2}# APPLITOOLS_BATCH_ID: \$\{\{ github\.event\.pull_request\.head\.sha \|\| /m,
    );
    const eyes = await startEyes(t);
    const commit = { APPLITOOLS_BATCH_ID: 'd4e5f6' };
    await runShards(eyes, recipe, [1, 3], commit);
    const { output } = await onMachine(eyes, last, { ...variablesOf(recipe, 0), ...commit });
    const { batchId } = assertClosedOnce(eyes, [TESTS[0], TESTS[2]], output);
    assert.equal(batchId, 'd4e5f6');
  });
});
