// @ts-check
'use strict';

// What one line in a Playwright config does to a run: with the newest version, and the oldest.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { startRedis } = require('../support/redis-server.js');
const { assertTypes, at, installExample, needBrowser } = require('./project.js');
const { devDependencies } = require('../../package.json');

const four = ['passes 1', 'passes 2', 'passes 3', 'passes 4'];
const shop = ['Home', 'Basket', 'Checkout'];
const shared = { APPLITOOLS_BATCH_ID: 'nightly-7' };
const github = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '41', GITHUB_RUN_ATTEMPT: '2' };

before(needBrowser);

for (const version of ['1.65.1', '1.44.1']) {
  describe(`Playwright ${version}`, { concurrency: 2 }, () => {
    /** @type {ReturnType<typeof installExample>} */
    let project;
    before(() => {
      project = installExample('playwright', [
        `@playwright/test@${version}`,
        `redis@${devDependencies.redis}`,
      ]);
    });
    after(() => project.remove());

    /**
     * Runs the situations whose names match.
     *
     * @param {string} names
     * @param {Record<string, string>} variables
     * @param {string[]} [args]
     */
    const run = (names, variables, args = []) =>
      project.run('playwright', ['test', 'situations', '--grep', names, ...args], variables);

    test('npm test closes one batch of real SDK sessions on the local server', async () => {
      const { status, output } = await project.run('npm', ['test', '--', 'shop'], {});
      assert.equal(status, 0, output);
      assert.match(output, /local Eyes server: batch \S+ is closed, with 3 tests/);
    });

    test('real SDK sessions of two workers share one batch, closed after the last', async (t) => {
      const eyes = await startEyes(t);
      const args = ['test', 'shop', '--workers=2'];
      const { status, output } = await project.run('playwright', args, at(eyes));
      assert.equal(status, 0, output);
      assertClosedOnce(eyes, shop, output);
    });

    if (version === '1.65.1') {
      test('TypeScript checks the options in configs of all kinds', () =>
        assertTypes(project, ['playwright.config.ts', 'types/module.mts', 'types/commonjs.cts']));

      test("the sessions of the SDK's own fixture share one batch", async (t) => {
        const eyes = await startEyes(t);
        const args = ['test', 'fixture', '--workers=2'];
        const { status, output } = await project.run('playwright', args, at(eyes));
        assert.equal(status, 0, output);
        assertClosedOnce(eyes, ['Home', 'Basket'], output);
      });
    }

    if (version === '1.65.1') {
      const shards = [1, 2, 3, 4].map((number) => `--shard=${number}/4`);

      test('four shards on four machines share a batch through Redis, and the last closes it', async (t) => {
        const eyes = await startEyes(t);
        const store = await startRedis(t);
        const variables = at(eyes, { ...shared, EYES_BATCH_STORE: store.url });
        const names = [...shop, ...four];
        const args = ['test', 'shop', 'situations', '--grep', names.join('|'), '--timeout=300000'];
        const runs = await Promise.all(
          shards.map((shard) => project.machine().run('playwright', [...args, shard], variables)),
        );
        const output = runs.map((run) => run.output).join('\n');
        assert.deepEqual(
          runs.map((run) => run.status),
          [0, 0, 0, 0],
          output,
        );
        assertClosedOnce(eyes, names, output);
        assert.equal(output.match(/closed batch nightly-7/g)?.length, 1, output);
      });

      test('the store counts shards without a test and shards that fail, and one that runs again closes again', async (t) => {
        const eyes = await startEyes(t);
        const store = await startRedis(t);
        const variables = at(eyes, { ...shared, EYES_BATCH_STORE: store.url });
        const logs = [];
        for (const shard of [0, 3, 2, 1, 0]) {
          const { stderr } = await project
            .machine()
            .run(
              'playwright',
              ['test', 'situations', '--grep', 'passes [12]|fails', shards[shard]],
              variables,
            );
          logs.push(stderr);
        }
        const [first, second, third, last, again] = logs;
        assert.match(first, /1 of 4 shards done, not closing yet/);
        assert.match(second, /2 of 4 shards done, not closing yet/);
        assert.match(third, /3 of 4 shards done, not closing yet/);
        assert.match(last, /closed batch nightly-7/);
        assert.match(again, /closed batch nightly-7/);
        const output = logs.join('\n');
        assertBatches(
          eyes,
          [
            { state: 'closed', tests: ['passes 1', 'passes 2', 'fails'] },
            { state: 'closed', tests: ['passes 1'] },
          ],
          output,
        );
        assert.equal(eyes.closes(), 2, output);
      });
    }

    test('the ID and the outcome are told on stderr, in a line each', async (t) => {
      const eyes = await startEyes(t);
      const { status, stdout, stderr } = await run('passes', at(eyes), ['--workers=2']);
      assert.equal(status, 0, stderr);
      const { batchId } = assertClosedOnce(eyes, four, stderr);
      assert.equal(stderr.match(/^eyes-batch-close: .*$/gm)?.length, 2, stderr);
      assert.ok(stderr.includes(batchId), stderr);
      assert.ok(!stdout.includes(batchId), stdout);
    });

    test('failing tests keep the batch from nothing, and the run fails', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await run('passes|fails', at(eyes), ['--workers=2']);
      assert.equal(status, 1, output);
      assertClosedOnce(eyes, [...four, 'fails'], output);
    });

    test('a run that stops at its first failure closes the batch', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await run('fails', at(eyes), ['-x', '--repeat-each=2']);
      assert.equal(status, 1, output);
      assertClosedOnce(eyes, ['fails'], output);
    });

    test('a retry joins the batch', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await run('flaky', at(eyes), ['--retries=1']);
      assert.equal(status, 0, output);
      assertClosedOnce(eyes, ['flaky 0', 'flaky 1'], output);
    });

    test('a run that only lists sends nothing', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await run('passes', at(eyes), ['--list']);
      assert.equal(status, 0, output);
      assert.deepEqual(eyes.requests, []);
    });

    test('a run without an Eyes test says so and warns of nothing', async (t) => {
      const eyes = await startEyes(t);
      const { status, stderr } = await run('no check', at(eyes));
      assert.equal(status, 0, stderr);
      assert.match(stderr, /no Eyes test ran/i);
      assert.doesNotMatch(stderr, /warn|fail|not closed/i);
    });

    test('a shard leaves the batch given from outside open, and says what closes it', async (t) => {
      const eyes = await startEyes(t);
      const { status, stderr } = await run('passes', at(eyes, shared), ['--shard=1/2']);
      assert.equal(status, 0, stderr);
      assertBatches(eyes, [{ state: 'active', tests: four.slice(0, 2) }], stderr);
      assert.equal(eyes.closes(), 0);
      assert.match(stderr, /npx eyes-batch-close/);
    });

    test('the shards of one CI run share a batch without being told', async (t) => {
      const eyes = await startEyes(t);
      await run('passes', at(eyes, github), ['--shard=1/2']);
      const { stderr } = await run('passes', at(eyes, github), ['--shard=2/2']);
      const [{ batchId }] = assertBatches(eyes, [{ state: 'active', tests: four }], stderr);
      assert.equal(batchId, 'github-41-2');
      assert.equal(eyes.closes(), 0);
    });

    test('a shard whose ID nobody can share closes its batch, with a warning', async (t) => {
      const eyes = await startEyes(t);
      const { status, stderr } = await run('passes', at(eyes), ['--shard=1/2']);
      assert.equal(status, 0, stderr);
      assertClosedOnce(eyes, four.slice(0, 2), stderr);
      assert.match(stderr, /warning.*APPLITOOLS_BATCH_ID/);
    });

    test('the ID given from outside is used', async (t) => {
      const eyes = await startEyes(t);
      const { output } = await run('passes 1', at(eyes, shared));
      assert.equal(assertClosedOnce(eyes, ['passes 1'], output).batchId, 'nightly-7');
    });

    test('two runs get different batches', async (t) => {
      const eyes = await startEyes(t);
      await run('passes 1', at(eyes));
      const { output } = await run('passes 1', at(eyes));
      const once = { state: 'closed', tests: ['passes 1'] };
      const [first, second] = assertBatches(eyes, [once, once], output);
      assert.notEqual(first.batchId, second.batchId);
      assert.equal(eyes.closes(), 2);
    });

    test('EYES_BATCH_CLOSE=false leaves the batch open', async (t) => {
      const eyes = await startEyes(t);
      const { status, output } = await run('passes 1', at(eyes, { EYES_BATCH_CLOSE: 'false' }));
      assert.equal(status, 0, output);
      assertBatches(eyes, [{ state: 'active', tests: ['passes 1'] }], output);
      assert.equal(eyes.closes(), 0);
    });

    test('Ctrl-C in the middle of the run closes the batch once', async (t) => {
      const eyes = await startEyes(t);
      const args = ['test', 'situations', '--grep', 'slow|passes'];
      const moment = () => eyes.ended(5);
      const { status, output } = await project.interrupt('playwright', args, at(eyes), moment);
      assert.equal(status, 130, output);
      assertClosedOnce(eyes, [...four, 'slow'], output);
    });
  });
}
