// @ts-check
'use strict';

// A close that fails: what the run says, how it ends, and how long it is held up.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { startEyes } = require('./eyes.js');
const { BUDGET_MS, faults, WITHIN_MS } = require('./faults.js');
const { at, installExample } = require('./project.js');

const shared = { APPLITOOLS_BATCH_ID: 'nightly-7' };

for (const version of ['1.65.1', '1.44.1']) {
  describe(`Playwright ${version}`, { concurrency: 2 }, () => {
    /** @type {ReturnType<typeof installExample>} */
    let project;
    before(() => {
      project = installExample('playwright', [`@playwright/test@${version}`]);
    });
    after(() => project.remove());

    /**
     * Runs one situation with one hook and its options.
     *
     * @param {'globalSetup' | 'globalTeardown' | 'reporter'} hook
     * @param {{ failOnError?: boolean }} given
     * @param {string} names
     * @param {Record<string, string>} variables
     */
    function run(hook, given, names, variables) {
      const options = JSON.stringify({ totalTimeout: BUDGET_MS, ...given });
      const config = {
        globalSetup: own('eyes-batch-close/playwright', 'createGlobalSetup', options),
        globalTeardown: own(
          'eyes-batch-close/playwright/teardown',
          'createGlobalTeardown',
          options,
        ),
        reporter: `[['list'], ['eyes-batch-close/playwright/reporter', ${options}]]`,
      };
      const file = project.write(
        'config.ts',
        `export default { testDir: 'tests', ${hook}: ${config[hook]} };\n`,
      );
      const args = ['test', 'situations', `--config=${file}`, '--grep', names];
      return project.run('playwright', args, variables);
    }

    /** A file of the user's own. @param {string} module @param {string} factory @param {string} options */
    function own(module, factory, options) {
      const text = `import { ${factory} } from '${module}';\nexport default ${factory}(${options});\n`;
      return `'./${project.write('own.ts', text)}'`;
    }

    for (const hook of /** @type {const} */ (['globalSetup', 'globalTeardown', 'reporter'])) {
      // What the core makes of a fault is the same for every hook and version; how a run fails is not.
      const all = version === '1.65.1' && hook === 'globalSetup';
      for (const [fault, server, says] of all ? faults : faults.slice(0, 1)) {
        test(`${hook} warns when the server ${server}, and the tests' status stands`, async (t) => {
          const eyes = await startEyes(t, fault);
          const ended = await run(hook, {}, 'passes 1', at(eyes, shared));
          const tookMs = eyes.sinceClose();
          assert.equal(ended.status, 0, ended.output);
          const warnings = ended.stderr.match(/^eyes-batch-close: warning: .*$/gm);
          assert.equal(warnings?.length, 1, ended.stderr);
          assert.match(`${warnings}`, /nightly-7/);
          assert.match(`${warnings}`, says);
          assert.ok(tookMs < WITHIN_MS, `took ${tookMs} ms`);
        });

        test(`${hook} with failOnError fails the run when the server ${server}`, async (t) => {
          const eyes = await startEyes(t, fault);
          const ended = await run(hook, { failOnError: true }, 'passes 1', at(eyes, shared));
          const tookMs = eyes.sinceClose();
          assert.equal(ended.status, 1, ended.output);
          assert.match(ended.output, says);
          assert.ok(tookMs < WITHIN_MS, `took ${tookMs} ms`);
        });
      }
    }
  });
}
