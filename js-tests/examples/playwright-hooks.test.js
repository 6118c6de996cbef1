// @ts-check
'use strict';

// The other hooks of Playwright, alone and together, each in a config of its own.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { at, installExample, needBrowser, outputMatch } = require('./project.js');

/** @typedef {{ globalSetup?: unknown, globalTeardown?: unknown, reporter?: unknown, globalTimeout?: number }} Config */

const four = ['passes 1', 'passes 2', 'passes 3', 'passes 4'];
const shared = { APPLITOOLS_BATCH_ID: 'nightly-7' };
const github = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '41', GITHUB_RUN_ATTEMPT: '2' };

const globalSetup = 'eyes-batch-close/playwright';
const globalTeardown = 'eyes-batch-close/playwright/teardown';
const reporterModule = 'eyes-batch-close/playwright/reporter';
const reporter = [['list'], [reporterModule]];

before(needBrowser);

for (const version of ['1.65.1', '1.44.1']) {
  describe(`Playwright ${version}`, { concurrency: 2 }, () => {
    /** @type {ReturnType<typeof installExample>} */
    let project;
    before(() => {
      project = installExample('playwright', [`@playwright/test@${version}`]);
    });
    after(() => project.remove());

    /**
     * Runs the situations whose names match, with these hooks alone.
     *
     * @param {Config} hooks
     * @param {string} names
     * @param {Record<string, string>} variables
     * @param {string[]} [args]
     */
    function run(hooks, names, variables, args = []) {
      const always = ['test', 'situations', `--config=${config(hooks)}`, '--grep', names];
      return project.run('playwright', [...always, ...args], variables);
    }

    /** A config file with these hooks. @param {Config} hooks */
    function config(hooks) {
      const text = JSON.stringify({ testDir: 'tests', fullyParallel: true, ...hooks });
      return project.write('config.ts', `export default ${text};\n`);
    }

    /** @type {Record<string, Config>} */
    const combinations = {
      'the reporter': { reporter },
      'globalSetup and the reporter': { globalSetup, reporter },
      'globalSetup and globalTeardown': { globalSetup, globalTeardown },
      'globalTeardown and the reporter': { globalTeardown, reporter },
      'all three': { globalSetup, globalTeardown, reporter },
    };
    for (const [name, hooks] of Object.entries(combinations)) {
      test(`${name} set one ID for all workers and close once`, async (t) => {
        const eyes = await startEyes(t);
        const { status, output } = await run(hooks, 'passes', at(eyes), ['--workers=2']);
        assert.equal(status, 0, output);
        assertClosedOnce(eyes, four, output);
      });
    }

    for (const [name, hooks] of Object.entries({
      globalTeardown: { globalTeardown },
      ...combinations,
    })) {
      test(`${name} close the batch of an ID given from outside`, async (t) => {
        const eyes = await startEyes(t);
        const { status, output } = await run(hooks, 'passes|fails', at(eyes, shared));
        assert.equal(status, 1, output);
        const { batchId } = assertClosedOnce(eyes, [...four, 'fails'], output);
        assert.equal(batchId, 'nightly-7');
      });
    }

    test('globalTeardown without any ID sends nothing and says what is missing', async (t) => {
      const eyes = await startEyes(t);
      const { stderr } = await run({ globalTeardown }, 'no check', at(eyes));
      assert.deepEqual(eyes.requests, []);
      assert.match(stderr, /APPLITOOLS_BATCH_ID/);
    });

    for (const hooks of [
      { globalTeardown: globalSetup },
      { globalSetup, globalTeardown: globalSetup },
    ]) {
      const names = Object.keys(hooks).join(' and ');
      test(`the set-up module as ${names} fails with the line to write`, async (t) => {
        const eyes = await startEyes(t);
        const { status, output } = await run(hooks, 'passes 1', at(eyes, shared));
        assert.equal(status, 1, output);
        assert.match(output, /write: globalSetup: 'eyes-batch-close\/playwright'/);
      });
    }

    for (const [kind, head] of [
      ['mjs', 'export default '],
      ['cjs', 'module.exports = '],
    ]) {
      test(`a config in ${kind} loads the hooks`, async (t) => {
        const eyes = await startEyes(t);
        const hooks = { testDir: 'tests', globalSetup, globalTeardown, reporter };
        const file = project.write(`config.${kind}`, `${head}${JSON.stringify(hooks)};\n`);
        const args = ['test', 'situations', `--config=${file}`, '--grep', 'passes 1'];
        const { status, output } = await project.run('playwright', args, at(eyes));
        assert.equal(status, 0, output);
        assertClosedOnce(eyes, ['passes 1'], output);
      });
    }

    // Versions before 1.49 take no lists.
    if (version === '1.65.1') {
      for (const [slot, wrong, right] of [
        ['globalTeardown', globalSetup, 'globalSetup'],
        ['globalSetup', globalTeardown, 'globalTeardown'],
      ]) {
        test(`the wrong module in a list of ${slot} fails with the line to write`, async (t) => {
          const eyes = await startEyes(t);
          const own = project.write('own.ts', 'export default () => {};\n');
          const hooks = { globalSetup: `./${own}`, [slot]: [`./${own}`, wrong] };
          const { status, output } = await run(hooks, 'passes 1', at(eyes, shared));
          assert.equal(status, 1, output);
          assert.match(output, new RegExp(`write: ${right}: 'eyes-batch-close/playwright`));
        });
      }

      test('our modules in lists beside files of the user close once', async (t) => {
        const eyes = await startEyes(t);
        const own = `./${project.write('own.ts', 'export default () => {};\n')}`;
        const hooks = { globalSetup: [globalSetup, own], globalTeardown: [own, globalTeardown] };
        const { status, output } = await run(hooks, 'passes', at(eyes));
        assert.equal(status, 0, output);
        assertClosedOnce(eyes, four, output);
      });
    }

    test('the reporter sends nothing for a run that only lists', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await run({ reporter }, 'passes', at(eyes), ['--list']);
      assert.equal(status, 0, output);
      assert.deepEqual(eyes.requests, []);
    });

    test('the reporter sends nothing where no test began', async (t) => {
      const eyes = await startEyes(t);
      await run({ reporter }, 'no such test', at(eyes));
      assert.deepEqual(eyes.requests, []);
    });

    test('the reporter closes the batch of a run that globalTimeout ends', async (t) => {
      const eyes = await startEyes(t);
      const hooks = { globalSetup, reporter, globalTimeout: 15_000 };
      const { status, output } = await run(hooks, 'slow', at(eyes));
      assert.equal(status, 1, output);
      assertClosedOnce(eyes, ['slow'], output);
    });

    test('a shard with the reporter leaves the batch open', async (t) => {
      const eyes = await startEyes(t);
      const { output } = await run({ reporter }, 'passes', at(eyes, shared), ['--shard=1/2']);
      assertBatches(eyes, [{ state: 'active', tests: four.slice(0, 2) }], output);
      assert.equal(eyes.closes(), 0);
    });

    /**
     * Runs two shards, then merges their reports.
     *
     * @param {Record<string, string>} variables
     * @param {string} [by] the reporter, by its name or by a config
     */
    async function shardAndMerge(variables, by = `--reporter=line,${reporterModule}`) {
      const blobs = fs.mkdtempSync(path.join(project.folder, 'blobs-'));
      for (const shard of [1, 2]) {
        // Each in a folder of its own, as on its own machine: the reporter empties it.
        const outputDir = path.join(blobs, `${shard}`);
        const hooks = { globalSetup, reporter: [['blob', { outputDir }]] };
        await run(hooks, 'passes', variables, [`--shard=${shard}/2`]);
        const [name] = fs.readdirSync(outputDir);
        fs.renameSync(path.join(outputDir, name), path.join(blobs, name));
      }
      return project.run('playwright', ['merge-reports', by, blobs], variables);
    }

    for (const [origin, variables] of Object.entries({
      'given from outside': shared,
      'of the CI run': github,
    })) {
      test(`merge-reports closes the batch of all shards once, by the ID ${origin}`, async (t) => {
        const eyes = await startEyes(t);
        const { status, output } = await shardAndMerge(at(eyes, variables));
        assert.equal(status, 0, output);
        assertClosedOnce(eyes, four, output);
      });
    }

    test('merge-reports closes nothing where no ID came from outside', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await shardAndMerge(at(eyes));
      assert.equal(status, 0, output);
      const tests = [four.slice(0, 2), four.slice(2)];
      assertBatches(
        eyes,
        tests.map((names) => ({ state: 'closed', tests: names })),
        output,
      );
      assert.equal(eyes.closes(), 2);
    });

    for (const failOnError of [false, true]) {
      test(`merge-reports with a refused close, failOnError ${failOnError}`, async (t) => {
        const eyes = await startEyes(t, 401);
        const merging = { reporter: [['line'], [reporterModule, { failOnError }]] };
        const by = `--config=${config(merging)}`;
        const { status, output } = await shardAndMerge(at(eyes, shared), by);
        assert.equal(status, failOnError ? 1 : 0, output);
        assert.match(output, /APPLITOOLS_API_KEY/);
      });
    }

    /**
     * Runs all tests by a click in UI mode, then presses Ctrl-C.
     *
     * @param {Config} hooks
     * @param {Record<string, string>} variables
     */
    function runInUiMode(hooks, variables) {
      const always = ['test', 'situations', `--config=${config(hooks)}`, '--grep', 'passes'];
      const args = [...always, '--ui-host=127.0.0.1', '--ui-port=0'];
      return project.interrupt('playwright', args, variables, async (terminal) => {
        const page = await outputMatch(terminal, /Listening on (\S+)\s/);
        await project.run(process.execPath, ['ui-mode.mjs', page], {});
      });
    }

    test('the reporter never closes in UI mode', async (t) => {
      const eyes = await startEyes(t);
      const { output } = await runInUiMode({ reporter }, at(eyes));
      assertBatches(eyes, [{ state: 'active', tests: four }], output);
      assert.equal(eyes.closes(), 0);
    });

    test('globalSetup closes when UI mode ends', async (t) => {
      const eyes = await startEyes(t);
      const { output } = await runInUiMode({ globalSetup, reporter }, at(eyes));
      assertClosedOnce(eyes, four, output);
    });
  });
}
