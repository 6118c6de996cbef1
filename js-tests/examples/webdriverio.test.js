// @ts-check
'use strict';

// What the service does to a run of WebdriverIO: all of it with the newest version, the core of it with the oldest.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { startFolderStore } = require('../support/temporary-folder.js');
const { assertTypes, at, installExample, needBrowser } = require('./project.js');
const { shared, testCore, testRest } = require('./runs.js');

/** @typedef {Record<string, string>} Variables */

const both = ['Home', 'Basket'];

before(needBrowser);

for (const version of ['9.32.0', '9.0.0']) {
  describe(`WebdriverIO ${version}`, { concurrency: 2 }, () => {
    /** @type {ReturnType<typeof installExample>} */
    let project;
    before(() => {
      const names = ['cli', 'local-runner', 'mocha-framework'];
      project = installExample(
        'webdriverio',
        names.map((name) => `@wdio/${name}@${version}`),
      );
    });
    after(() => project.remove());

    /** @param {Variables} variables @param {string[]} [args] */
    const run = (variables, args = []) =>
      project.run('wdio', ['run', 'wdio.conf.js', ...args], variables);

    /** @param {string} name @param {Variables} variables @param {string[]} [args] */
    const situation = (name, variables, args = []) =>
      run(variables, ['--spec', `situations/${name}.js`, ...args]);

    test('two workers share one batch, closed after the last test', async (t) => {
      const eyes = await startEyes(t);
      const { status, output, stderr } = await run(at(eyes));
      assert.equal(status, 0, output);
      const { batchId } = assertClosedOnce(eyes, both, output);
      assert.equal(stderr.match(/^eyes-batch-close: .*$/gm)?.length, 2, stderr);
      assert.ok(stderr.includes(batchId), stderr);
    });

    test('a retry joins the batch', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await situation('flaky', at(eyes));
      assert.equal(status, 0, output);
      assertClosedOnce(eyes, ['attempt 1', 'attempt 2'], output);
    });

    /**
     * Runs the one test of a page with options of the service.
     *
     * @param {string} options as JSON
     * @param {Variables} variables
     */
    function withOptions(options, variables) {
      const config = project.write(
        'conf.js',
        `import { config as example } from './wdio.conf.js';
        const [[service]] = example.services;
        export const config = { ...example, services: [[service, ${options}]] };\n`,
      );
      const args = ['run', config, '--spec', 'situations/no-check.js'];
      return project.run('wdio', args, variables);
    }

    /** @type {import('./runs.js').Framework} */
    const framework = {
      project: () => project,
      situation,
      withOptions,
      slow: ['wdio', ['run', 'wdio.conf.js', '--spec', 'situations/slow.js']],
      statuses: { fails: 1, failOnError: 1 },
    };
    testCore(framework);

    if (version === '9.0.0') return;

    testRest(framework);

    test('a config in TypeScript loads the service', async (t) => {
      const eyes = await startEyes(t);
      const config = project.write(
        'conf.ts',
        `import EyesBatchClose from 'eyes-batch-close/wdio';
        import { config as example } from './wdio.conf.js';
        const services: WebdriverIO.Config['services'] = [[EyesBatchClose, {}]];
        export const config: WebdriverIO.Config = { ...example, services };\n`,
      );
      const args = ['run', config, '--spec', 'situations/fails.js'];
      const { output } = await project.run('wdio', args, at(eyes));
      assertClosedOnce(eyes, ['fails'], output);
    });

    test('TypeScript checks the options in configs of all kinds', () =>
      assertTypes(project, ['wdio.conf.js', 'types/module.mts', 'types/commonjs.cts']));

    test('a shard leaves the batch given from outside open, and says what closes it', async (t) => {
      const eyes = await startEyes(t);
      const { status, stderr } = await run(at(eyes, shared), ['--shard=1/2']);
      assert.equal(status, 0, stderr);
      assertBatches(eyes, [{ state: 'active', tests: ['Basket'] }], stderr);
      assert.equal(eyes.closes(), 0);
      assert.match(stderr, /npx eyes-batch-close/);
    });

    test('a shard whose ID nobody can share closes its batch, with a warning', async (t) => {
      const eyes = await startEyes(t);
      const { stderr } = await run(at(eyes), ['--shard=1/2']);
      assertClosedOnce(eyes, ['Basket'], stderr);
      assert.match(stderr, /warning.*APPLITOOLS_BATCH_ID/);
    });

    test('shards on machines of their own share a batch through a folder, and the last closes it', async (t) => {
      const eyes = await startEyes(t);
      const variables = at(eyes, { ...shared, EYES_BATCH_STORE: startFolderStore(t).url });
      const specs = ['tests/home.js', 'tests/basket.js', 'situations/flaky.js'];
      const args = ['run', 'wdio.conf.js', ...specs.flatMap((spec) => ['--spec', spec])];
      const runs = await Promise.all(
        [1, 2, 3].map((number) =>
          project.machine().run('wdio', [...args, `--shard=${number}/3`], variables),
        ),
      );
      const output = runs.map((run) => run.output).join('\n');
      assert.deepEqual(
        runs.map((run) => run.status),
        [0, 0, 0],
        output,
      );
      assertClosedOnce(eyes, [...both, 'attempt 1', 'attempt 2'], output);
      assert.equal(output.match(/closed batch nightly-7/g)?.length, 1, output);
    });
  });
}
