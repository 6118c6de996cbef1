// @ts-check
'use strict';

// The recipes of examples/ci, replayed: every shell line with the variables of its provider, each machine with a home of
// its own.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { at, installExample } = require('./project.js');

/** @typedef {import('./eyes.js').Eyes} Eyes */
/** @typedef {Record<string, string>} Variables */

const SHARDS = 3;
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

/**
 * A recipe: where its lines stand, the variables of a job, and what makes the last job run after a failure.
 *
 * @typedef {object} Recipe
 * @property {string} file
 * @property {RegExp} line
 * @property {RegExp} always
 * @property {(shard: number) => Variables} job Shard 0 is the last job.
 * @property {string} batchId
 */
/** @type {Recipe[]} */
const recipes = [
  {
    file: 'github-actions.yml',
    line: /^ {6}- run: (.*)$/gm,
    always:
      /^ {2}close:\n {4}needs: test\n(?: {4}#.*\n)? {4}if: always\(\) && needs\.test\.result != 'skipped'$/m,
    job: (shard) => ({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_RUN_ID: '41',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: shard > 0 ? 'test' : 'close',
      GITHUB_SHA: 'a1b2c3',
    }),
    batchId: 'github-41-1',
  },
  {
    file: 'gitlab-ci.yml',
    line: /^ {4}- (.*)$/gm,
    always: /^close:\n(?: {2}.*\n)* {2}when: always$/m,
    job: (shard) => ({
      CI: 'true',
      GITLAB_CI: 'true',
      CI_PIPELINE_ID: '7000',
      CI_PIPELINE_IID: '12',
      CI_JOB_ID: `${90_000 + shard}`,
      ...(shard > 0 && { CI_NODE_INDEX: `${shard}`, CI_NODE_TOTAL: `${SHARDS}` }),
    }),
    batchId: 'gitlab-7000',
  },
  {
    file: 'Jenkinsfile',
    line: /^ *sh '(.*)'$/gm,
    always: /^ {2}post \{\n(?: {4}\/\/.*\n)? {4}always \{$/m,
    job: (shard) => ({
      JENKINS_URL: 'https://jenkins.example/',
      BUILD_TAG: 'jenkins-shop-12',
      BUILD_NUMBER: '12',
      EXECUTOR_NUMBER: `${shard}`,
      ...(shard > 0 && { SHARD: `${shard}` }),
    }),
    batchId: 'jenkins-shop-12',
  },
];

/** A recipe, and its lines: all but the last one are a shard's. @param {Recipe} recipe */
function read({ file, line }) {
  const text = fs.readFileSync(path.join(__dirname, '../../examples/ci', file), 'utf8');
  const lines = [...text.matchAll(line)].map(([, found]) => found);
  return { text, shard: lines.slice(0, -1).join('\n'), last: lines.at(-1) ?? '' };
}

/** The page that goes with the recipes. */
function page() {
  return fs.readFileSync(path.join(__dirname, '../../examples/ci/README.md'), 'utf8');
}

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
        const variables = { ...recipe.job(shard), ...more };
        const { status, output } = await onMachine(eyes, forShard(line, shard), variables);
        assert.equal(status, 0, output);
      }
    };
    await Promise.all([worker(), worker()]);
  }

  for (const recipe of recipes) {
    const { file, batchId } = recipe;
    test(`${file} fills one batch from three machines, and closes it once`, async (t) => {
      const { text, last } = read(recipe);
      assert.match(text, recipe.always);
      const eyes = await startEyes(t);
      await runShards(eyes, recipe, [1, 2, 3]);
      assert.equal(eyes.closes(), 0);
      const { status, output } = await onMachine(eyes, last, recipe.job(0));
      assert.equal(status, 0, output);
      assert.equal(assertClosedOnce(eyes, TESTS, output).batchId, batchId);
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
  /** @type {[provider: string, variables: Variables, written: [RegExp | string, string][]][]} */
  const others = [
    ['CircleCI', { CIRCLE_NODE_INDEX: '1', CIRCLE_NODE_TOTAL: '3' }, []],
    [
      'Azure Pipelines',
      {},
      [
        ['$(System.JobPositionInPhase)', '2'],
        ['$(System.TotalJobsInPhase)', '3'],
      ],
    ],
    [
      'Bitbucket Pipelines',
      { BITBUCKET_PARALLEL_STEP: '1', BITBUCKET_PARALLEL_STEP_COUNT: '3' },
      [],
    ],
    [
      'Buildkite',
      { BUILDKITE_PARALLEL_JOB: '1', BUILDKITE_PARALLEL_JOB_COUNT: '3' },
      [[/\$\$/g, '$']],
    ],
  ];
  for (const [provider, variables, written] of others) {
    test(`the lines for ${provider} run the second shard of three, and close`, async (t) => {
      const [, below = ''] = page().split(`**${provider}**`);
      const [block] = below.split('\n```\n');
      let [, line = ''] = /(npx playwright .*)$/m.exec(block) ?? [];
      for (const [from, to] of written) line = line.replace(from, () => to);
      const eyes = await startEyes(t);
      const { stdout } = await onMachine(eyes, `npx() { echo "$@"; }; ${line}`, variables);
      assert.equal(stdout, 'playwright test --shard=2/3\n');
      assert.match(block, /(: |^- )npx --yes eyes-batch-close@0\.1\.0 --ci --ignore-missing$/m);
    });
  }

  test('re-run of failed jobs: the tests that run again have a batch of their own, closed too', async (t) => {
    const [recipe] = recipes;
    const { last } = read(recipe);
    const eyes = await startEyes(t);
    await runShards(eyes, recipe, [1, 2]);
    await onMachine(eyes, last, recipe.job(0));
    const again = { GITHUB_RUN_ATTEMPT: '2' };
    await runShards(eyes, recipe, [2], again);
    const { output } = await onMachine(eyes, last, { ...recipe.job(0), ...again });
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

  test('all jobs name the same build, for the SCM integrations', () => {
    const [github, gitlab] = recipes.map((recipe) => read(recipe).text);
    assert.match(
      github,
      /^env:\n(?: {2}.*\n)* {2}APPLITOOLS_BATCH_BUILD_ID: \$\{\{ github\.run_id \}\}$/m,
    );
    assert.match(
      gitlab,
      /^variables:\n(?: {2}#.*\n)* {2}APPLITOOLS_BATCH_BUILD_ID: \$CI_PIPELINE_ID$/m,
    );
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
    const { output } = await onMachine(eyes, last, { ...recipe.job(0), ...commit });
    const { batchId } = assertClosedOnce(eyes, [TESTS[0], TESTS[2]], output);
    assert.equal(batchId, 'd4e5f6');
  });
});
