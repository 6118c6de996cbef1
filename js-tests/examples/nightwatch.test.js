// @ts-check
'use strict';

// What the plug-in does to a run of Nightwatch: all of it with the newest version, the core of it with the oldest.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertClosedOnce, startEyes } = require('./eyes.js');
const { assertTypes, at, installExample, needBrowser } = require('./project.js');
const { testCore, testRest } = require('./runs.js');

/** @typedef {Record<string, string>} Variables */

const both = ['Home', 'Basket'];

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

    test('a retry joins the batch', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await situation('flaky', at(eyes), ['--retries=1']);
      assert.equal(status, 0, output);
      assertClosedOnce(eyes, ['attempt 1', 'attempt 2'], output);
    });

    /**
     * Runs a test that checks nothing with options of the plug-in.
     *
     * @param {string} options as JSON
     * @param {Variables} variables
     */
    function withOptions(options, variables) {
      const config = project.write(
        'conf.js',
        `module.exports = { ...require('./nightwatch.conf.js'), 'eyes-batch-close': ${options} };\n`,
      );
      return run(variables, ['situations/no-check.js', '--config', config]);
    }

    /** @type {import('./runs.js').Framework} */
    const framework = {
      project: () => project,
      situation,
      withOptions,
      slow: ['nightwatch', ['situations/slow.js']],
      statuses: { fails: 5, failOnError: 10 },
    };
    testCore(framework);

    if (version === '3.0.1') return;

    testRest(framework);

    test('TypeScript checks the options in configs of all kinds', () =>
      assertTypes(project, ['nightwatch.conf.js', 'types/module.mts', 'types/commonjs.cts']));

    test('a run that only lists sends nothing', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await run(at(eyes), ['--list-files']);
      assert.equal(status, 0, output);
      assert.deepEqual(eyes.requests, []);
    });
  });
}
