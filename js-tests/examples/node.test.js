// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { at, installExample } = require('./project.js');

/** @typedef {import('node:test').TestContext} TestContext */
/** @typedef {Record<string, string>} Variables */

describe('plain Node', () => {
  /** @type {ReturnType<typeof installExample>} */
  let project;
  before(() => {
    project = installExample('node');
  });
  after(() => project.remove());

  /** @param {string} script @param {Variables} variables */
  const node = (script, variables) => project.run(process.execPath, [script], variables);

  test('npm test runs all tests against the local server and closes their one batch', async () => {
    const { status, output } = await project.run('npm', ['test'], {});
    assert.equal(status, 0, output);
    assert.match(output, /local Eyes server: batch node-\d+ is closed, with 2 tests/);
  });

  test('npm test runs against the account that the environment names', async (t) => {
    const eyes = await startEyes(t);
    const { status, output } = await project.run('npm', ['test'], at(eyes));
    assert.equal(status, 0, output);
    assertClosedOnce(eyes, ['Basket', 'Home'], output);
  });

  test('the tests of run.js share one batch, closed after the last', async (t) => {
    const eyes = await startEyes(t);
    const { status, output } = await node('run.js', at(eyes));
    assert.equal(status, 0, output);
    assertClosedOnce(eyes, ['Basket', 'Home'], output);
  });

  test('run.js closes the batch that the environment names', async (t) => {
    const eyes = await startEyes(t);
    const { output } = await node('run.js', at(eyes, { APPLITOOLS_BATCH_ID: 'nightly-7' }));
    assert.equal(assertClosedOnce(eyes, ['Basket', 'Home'], output).batchId, 'nightly-7');
  });

  for (const script of ['close.js', 'close-batch.mjs']) {
    test(`${script} closes the batch of tests that ran before`, async (t) => {
      const eyes = await startEyes(t);
      const variables = at(eyes, { APPLITOOLS_BATCH_ID: 'nightly-7' });
      await node('tests/home.test.js', variables);
      assertBatches(eyes, [{ state: 'active', tests: ['Home'] }]);
      const { status, output } = await node(script, variables);
      assert.equal(status, 0, output);
      assert.match(output, /^closed: nightly-7$/m);
      assertClosedOnce(eyes, ['Home'], output);
    });

    test(`${script} fails where the server refuses the key`, async (t) => {
      const eyes = await startEyes(t, 401);
      const { status, output } = await node(script, at(eyes, { APPLITOOLS_BATCH_ID: 'nightly-7' }));
      assert.equal(status, 1, output);
      assert.match(output, /UNAUTHORIZED/);
    });
  }
});
