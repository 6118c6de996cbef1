// @ts-check
'use strict';

// What the service does to a run of WebdriverIO: all of it with the newest version, the core of it with the oldest.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { BUDGET_MS, faults, WITHIN_MS } = require('./faults.js');
const { startFolder } = require('../stores/servers.js');
const { assertTypes, at, installExample, needBrowser } = require('./project.js');

/** @typedef {Record<string, string>} Variables */

const both = ['Home', 'Basket'];
const shared = { APPLITOOLS_BATCH_ID: 'nightly-7' };

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

    test('npm test closes one batch on the local server', async () => {
      const { status, output } = await project.run('npm', ['test'], {});
      assert.equal(status, 0, output);
      assert.match(output, /local Eyes server: batch \S+ is closed, with 2 tests/);
    });

    test('two workers share one batch, closed after the last test', async (t) => {
      const eyes = await startEyes(t);
      const { status, output, stderr } = await run(at(eyes));
      assert.equal(status, 0, output);
      const { batchId } = assertClosedOnce(eyes, both, output);
      assert.equal(stderr.match(/^eyes-batch-close: .*$/gm)?.length, 2, stderr);
      assert.ok(stderr.includes(batchId), stderr);
    });

    test('a failing test keeps the batch from nothing, and the run fails', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await situation('fails', at(eyes));
      assert.equal(status, 1, output);
      assertClosedOnce(eyes, ['fails'], output);
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
     * @param {object} given
     * @param {Variables} variables
     */
    function withOptions(given, variables) {
      const options = JSON.stringify({ totalTimeout: BUDGET_MS, ...given });
      const config = project.write(
        'conf.js',
        `import { config as example } from './wdio.conf.js';
        const [[service]] = example.services;
        export const config = { ...example, services: [[service, ${options}]] };\n`,
      );
      const args = ['run', config, '--spec', 'situations/no-check.js'];
      return project.run('wdio', args, variables);
    }

    test('a refused close warns, and the status stands', async (t) => {
      const eyes = await startEyes(t, 401);
      const { status, stderr, output } = await withOptions({}, at(eyes, shared));
      assert.equal(status, 0, output);
      assert.match(stderr, /^eyes-batch-close: warning: .*APPLITOOLS_API_KEY/m);
    });

    test('a refused close fails the run with failOnError', async (t) => {
      const eyes = await startEyes(t, 401);
      const { status, output } = await withOptions({ failOnError: true }, at(eyes, shared));
      assert.equal(status, 1, output);
      assert.match(output, /APPLITOOLS_API_KEY/);
    });

    if (version === '9.0.0') return;

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

    for (const [fault, server, says] of faults.slice(1)) {
      for (const failOnError of [false, true]) {
        test(`a server that ${server} holds nothing up, failOnError ${failOnError}`, async (t) => {
          const eyes = await startEyes(t, fault);
          const ended = await withOptions({ failOnError }, at(eyes, shared));
          const tookMs = eyes.sinceClose();
          assert.equal(ended.status, failOnError ? 1 : 0, ended.output);
          assert.match(ended.output, says);
          assert.ok(tookMs < WITHIN_MS, `took ${tookMs} ms`);
        });
      }
    }

    test('a run without an Eyes test says so and warns of nothing', async (t) => {
      const eyes = await startEyes(t);
      const { status, stderr } = await situation('no-check', at(eyes));
      assert.equal(status, 0, stderr);
      assert.match(stderr, /no Eyes test ran/i);
      assert.doesNotMatch(stderr, /warn|fail|not closed/i);
    });

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
      const variables = at(eyes, { ...shared, EYES_BATCH_STORE: startFolder(t).url });
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

    test('the ID given from outside is used', async (t) => {
      const eyes = await startEyes(t);
      const { output } = await situation('fails', at(eyes, shared));
      assert.equal(assertClosedOnce(eyes, ['fails'], output).batchId, 'nightly-7');
    });

    test('two runs get different batches', async (t) => {
      const eyes = await startEyes(t);
      await situation('fails', at(eyes));
      const { output } = await situation('fails', at(eyes));
      const once = { state: 'closed', tests: ['fails'] };
      const [first, second] = assertBatches(eyes, [once, once], output);
      assert.notEqual(first.batchId, second.batchId);
    });

    test('EYES_BATCH_CLOSE=false leaves the batch open', async (t) => {
      const eyes = await startEyes(t);
      const { output } = await situation('fails', at(eyes, { EYES_BATCH_CLOSE: 'false' }));
      assertBatches(eyes, [{ state: 'active', tests: ['fails'] }], output);
      assert.equal(eyes.closes(), 0);
    });

    // So README says which command closes it.
    test('Ctrl-C ends the run with its batch open', async (t) => {
      const eyes = await startEyes(t);
      const args = ['run', 'wdio.conf.js', '--spec', 'situations/slow.js'];
      const { output } = await project.interrupt('wdio', args, at(eyes), () => eyes.ended(1));
      assertBatches(eyes, [{ state: 'active', tests: ['slow'] }], output);
      assert.equal(eyes.closes(), 0);
    });
  });
}
