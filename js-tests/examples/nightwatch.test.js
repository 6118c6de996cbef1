// @ts-check
'use strict';

// What the plug-in does to a run of Nightwatch: all of it with the newest version, the core of it with the oldest.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { BUDGET_MS, faults, WITHIN_MS } = require('./faults.js');
const { assertTypes, at, installExample, needBrowser } = require('./project.js');

/** @typedef {Record<string, string>} Variables */

const both = ['Home', 'Basket'];
const shared = { APPLITOOLS_BATCH_ID: 'nightly-7' };

before(needBrowser);

for (const version of ['3.16.0', '3.0.1']) {
  describe(`Nightwatch ${version}`, { concurrency: 2 }, () => {
    /** @type {ReturnType<typeof installExample>} */
    let project;
    before(() => {
      project = installExample('nightwatch', [`nightwatch@${version}`]);
    });
    after(() => project.remove());

    /** @param {Variables} variables @param {string[]} [args] */
    const run = (variables, args = []) => project.run('nightwatch', args, variables);

    /** @param {string} name @param {Variables} variables @param {string[]} [args] */
    const situation = (name, variables, args = []) =>
      run(variables, [`situations/${name}.js`, ...args]);

    test('npm test closes one batch on the local server', async () => {
      const { status, output } = await project.run('npm', ['test'], {});
      assert.equal(status, 0, output);
      assert.match(output, /local Eyes server: batch \S+ is closed, with 2 tests/);
    });

    for (const args of [['--workers=2'], ['--serial']]) {
      test(`one batch, closed after the last test, ${args}`, async (t) => {
        const eyes = await startEyes(t);
        const { status, output, stderr } = await run(at(eyes), args);
        assert.equal(status, 0, output);
        const { batchId } = assertClosedOnce(eyes, both, output);
        assert.equal(stderr.match(/^eyes-batch-close: .*$/gm)?.length, 2, stderr);
        assert.ok(stderr.includes(batchId), stderr);
      });
    }

    test('a failing test keeps the batch from nothing, and the run fails', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await situation('fails', at(eyes));
      assert.equal(status, 5, output);
      assertClosedOnce(eyes, ['fails'], output);
    });

    test('a retry joins the batch', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await situation('flaky', at(eyes), ['--retries=1']);
      assert.equal(status, 0, output);
      assertClosedOnce(eyes, ['attempt 1', 'attempt 2'], output);
    });

    /**
     * Runs a test that checks nothing with options of the plug-in.
     *
     * @param {object} given
     * @param {Variables} variables
     */
    function withOptions(given, variables) {
      const options = JSON.stringify({ totalTimeout: BUDGET_MS, ...given });
      const config = project.write(
        'conf.js',
        `module.exports = { ...require('./nightwatch.conf.js'), 'eyes-batch-close': ${options} };\n`,
      );
      return run(variables, ['situations/no-check.js', '--config', config]);
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
      assert.equal(status, 10, output);
      assert.match(output, /APPLITOOLS_API_KEY/);
    });

    if (version === '3.0.1') return;

    test('TypeScript checks the options in configs of all kinds', () =>
      assertTypes(project, ['nightwatch.conf.js', 'types/module.mts', 'types/commonjs.cts']));

    for (const [fault, server, says] of faults.slice(1)) {
      for (const failOnError of [false, true]) {
        test(`a server that ${server} holds nothing up, failOnError ${failOnError}`, async (t) => {
          const eyes = await startEyes(t, fault);
          const ended = await withOptions({ failOnError }, at(eyes, shared));
          const tookMs = eyes.sinceClose();
          assert.equal(ended.status, failOnError ? 10 : 0, ended.output);
          assert.match(ended.output, says);
          assert.ok(tookMs < WITHIN_MS, `took ${tookMs} ms`);
        });
      }
    }

    test('a run that only lists sends nothing', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await run(at(eyes), ['--list-files']);
      assert.equal(status, 0, output);
      assert.deepEqual(eyes.requests, []);
    });

    test('a run without an Eyes test says so and warns of nothing', async (t) => {
      const eyes = await startEyes(t);
      const { status, stderr } = await situation('no-check', at(eyes));
      assert.equal(status, 0, stderr);
      assert.match(stderr, /no Eyes test ran/i);
      assert.doesNotMatch(stderr, /warn|fail|not closed/i);
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
      const args = ['situations/slow.js'];
      const { output } = await project.interrupt('nightwatch', args, at(eyes), () => eyes.ended(1));
      assertBatches(eyes, [{ state: 'active', tests: ['slow'] }], output);
      assert.equal(eyes.closes(), 0);
    });
  });
}
