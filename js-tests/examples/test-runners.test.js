// @ts-check
'use strict';

// What the hooks do to runs of Jest, Vitest and Mocha.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { startFolderStore } = require('../support/temporary-folder.js');
const { assertTypes, at, installExample, needBrowser } = require('./project.js');
const { shared, testCore, testRest } = require('./runs.js');

/** @typedef {Record<string, string>} Variables */
/** @typedef {ReturnType<typeof installExample>} Project */

/**
 * A runner, and how it is called.
 *
 * @typedef {object} Runner
 * @property {'jest' | 'vitest' | 'mocha'} name
 * @property {string[]} run Its arguments.
 * @property {(situation: string) => string[]} situation Those that run a file of `situations/`.
 * @property {(project: Project, options: string) => string[]} withOptions Those that run a test that checks nothing with
 * options, written as JSON.
 * @property {string[]} list Those that list the tests and run none.
 */
/** @type {Runner[]} */
const runners = [
  {
    name: 'jest',
    run: [],
    situation: (name) => ['--testMatch', `<rootDir>/situations/${name}.js`],
    withOptions: (project, options) => [
      '--testMatch',
      '<rootDir>/situations/no-check.js',
      '--globalSetup',
      `./${project.write('setup.js', `module.exports = require('eyes-batch-close/jest/setup').createGlobalSetup(${options});\n`)}`,
    ],
    list: ['--listTests'],
  },
  {
    name: 'vitest',
    run: ['run'],
    situation: (name) => ['run', '--config', 'situations.config.mjs', `situations/${name}`],
    withOptions(project, options) {
      const setup = project.write(
        'setup.mjs',
        `import { createGlobalSetup } from 'eyes-batch-close/vitest';
        export default createGlobalSetup(${options});\n`,
      );
      const config = project.write(
        'config.mjs',
        `export default { test: { include: ['situations/no-check.mjs'], globalSetup: './${setup}' } };\n`,
      );
      return ['run', '--config', config];
    },
    list: ['list'],
  },
  {
    name: 'mocha',
    run: [],
    situation: (name) => withoutConfig('eyes-batch-close/mocha', name),
    withOptions: (project, options) =>
      withoutConfig(
        `./${project.write('setup.cjs', `module.exports = require('eyes-batch-close/mocha').createGlobalFixtures(${options});\n`)}`,
        'no-check',
      ),
    list: ['--dry-run'],
  },
];

/** @param {string} hook @param {string} situation */
function withoutConfig(hook, situation) {
  return ['--no-config', '--require', hook, `situations/${situation}.js`];
}

before(needBrowser);

for (const runner of runners) {
  describe(runner.name, { concurrency: 2 }, () => {
    /** @type {Project} */
    let project;
    before(() => {
      project = installExample(runner.name);
    });
    after(() => project.remove());

    /** @param {string[]} args @param {Variables} variables */
    const run = (args, variables) => project.run(runner.name, args, variables);

    /** @type {import('./runs.js').Framework} */
    const framework = {
      project: () => project,
      situation: (name, variables) => run(runner.situation(name), variables),
      withOptions: (options, variables) => run(runner.withOptions(project, options), variables),
      slow: [runner.name, runner.situation('slow')],
      statuses: { fails: 1, failOnError: 1 },
    };
    testCore(framework);
    testRest(framework);

    test('two workers share one batch, closed after the last test', async (t) => {
      const eyes = await startEyes(t);
      const { status, output, stderr } = await run(runner.run, at(eyes));
      assert.equal(status, 0, output);
      const { batchId } = assertClosedOnce(eyes, ['Home', 'Basket'], output);
      assert.equal(stderr.match(/^eyes-batch-close: .*$/gm)?.length, 2, stderr);
      assert.ok(stderr.includes(batchId), stderr);
    });

    test('what is known to fail keeps the run from starting with failOnError', async (t) => {
      const eyes = await startEyes(t);
      const variables = { ...at(eyes), APPLITOOLS_API_KEY: '' };
      const options = '{ "failOnError": true }';
      const { status, output } = await framework.withOptions(options, variables);
      assert.equal(status, 1, output);
      assert.match(output, /^eyes-batch-close: error: .*APPLITOOLS_API_KEY/m);
      assert.doesNotMatch(output, /1 pass/);
    });

    test(`${runner.list} does nothing`, async (t) => {
      const eyes = await startEyes(t);
      const { output } = await run(runner.list, at(eyes, shared));
      assert.match(output, /home/i);
      assert.doesNotMatch(output, /^eyes-batch-close:/m);
      assert.equal(eyes.closes(), 0);
    });

    test('under the command run the hook leaves the batch to it', async (t) => {
      const eyes = await startEyes(t);
      const args = ['run', '--', runner.name, ...runner.situation('fails')];
      const { status, output } = await project.run('eyes-batch-close', args, at(eyes));
      assert.equal(status, 1, output);
      assertClosedOnce(eyes, ['fails'], output);
      assert.match(output, /left open, as EYES_BATCH_CLOSE=false says/);
    });

    test('TypeScript checks the options', () =>
      assertTypes(project, ['types/module.mts', 'types/commonjs.cts']));

    if (runner.name === 'jest') {
      test('a set-up in the place of the teardown is refused', async (t) => {
        const eyes = await startEyes(t);
        const args = ['--globalTeardown', 'eyes-batch-close/jest/setup'];
        const { status, output } = await run(args, at(eyes));
        assert.equal(status, 1, output);
        assert.match(output, /globalTeardown: 'eyes-batch-close\/jest\/teardown'/);
      });
    }

    if (runner.name === 'mocha') return;

    test('shards share a batch through a folder, and the last closes it', async (t) => {
      const eyes = await startEyes(t);
      const variables = at(eyes, { ...shared, EYES_BATCH_STORE: startFolderStore(t).url });
      const first = await run([...runner.run, '--shard=1/2'], variables);
      assert.match(first.stderr, /^eyes-batch-close: 1 of 2 shards done, not closing yet$/m);
      assert.equal(eyes.closes(), 0);
      const last = await run([...runner.run, '--shard=2/2'], variables);
      assertClosedOnce(eyes, ['Home', 'Basket'], first.output + last.output);
    });

    test('a shard leaves the batch given from outside open', async (t) => {
      const eyes = await startEyes(t);
      const { output } = await run([...runner.run, '--shard=1/2'], at(eyes, shared));
      assert.equal(assertBatches(eyes, [{ state: 'active', tests: [tested(output)] }]).length, 1);
    });
  });
}

/** The one test that a shard has, by what the runner says. @param {string} output */
function tested(output) {
  return /basket\.m?js/.test(output) ? 'Basket' : 'Home';
}
