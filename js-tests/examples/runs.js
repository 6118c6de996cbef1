// @ts-check
'use strict';

// What holds for the runs of WebdriverIO and Nightwatch alike.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertBatches, assertClosedOnce, startEyes } = require('./eyes.js');
const { BUDGET_MS, faults, WITHIN_MS } = require('./faults.js');
const { at } = require('./project.js');

/** @typedef {Record<string, string>} Variables */
/** @typedef {import('./project.js').Run} Run */

/**
 * A framework, and how its runs end.
 *
 * @typedef {object} Framework
 * @property {() => ReturnType<typeof import('./project.js').installExample>} project
 * @property {(name: string, variables: Variables, args?: string[]) => Promise<Run>} situation
 * Runs the tests of a file of `situations/`.
 * @property {(options: string, variables: Variables) => Promise<Run>} withOptions
 * Runs a test that checks nothing with options, written as JSON.
 * @property {[program: string, args: string[]]} slow Runs a test that takes its time.
 * @property {{ fails: number, failOnError: number }} statuses Of a run whose test fails, and of one that failOnError fails.
 */

const shared = { APPLITOOLS_BATCH_ID: 'nightly-7' };
exports.shared = shared;

/** With every version. @param {Framework} framework */
exports.testCore = ({ project, situation, withOptions, statuses }) => {
  test('npm test closes one batch on the local server', async () => {
    const { status, output } = await project().run('npm', ['test'], {});
    assert.equal(status, 0, output);
    assert.match(output, /local Eyes server: batch \S+ is closed, with 2 tests/);
  });

  test('a failing test keeps the batch from nothing, and the run fails', async (t) => {
    const eyes = await startEyes(t);
    const { status, output } = await situation('fails', at(eyes));
    assert.equal(status, statuses.fails, output);
    assertClosedOnce(eyes, ['fails'], output);
  });

  test('a refused close warns, and the status stands', async (t) => {
    const eyes = await startEyes(t, 401);
    const { status, stderr, output } = await withOptions('{}', at(eyes, shared));
    assert.equal(status, 0, output);
    assert.match(stderr, /^eyes-batch-close: warning: .*APPLITOOLS_API_KEY/m);
  });

  test('a refused close fails the run with failOnError', async (t) => {
    const eyes = await startEyes(t, 401);
    const { status, output } = await withOptions('{ "failOnError": true }', at(eyes, shared));
    assert.equal(status, statuses.failOnError, output);
    assert.match(output, /APPLITOOLS_API_KEY/);
  });
};

/** With the newest version. @param {Framework} framework */
exports.testRest = ({ project, situation, withOptions, slow, statuses }) => {
  for (const [fault, server, says] of faults.slice(1)) {
    for (const failOnError of [false, true]) {
      test(`a server that ${server} holds nothing up, failOnError ${failOnError}`, async (t) => {
        const eyes = await startEyes(t, fault);
        const options = JSON.stringify({ totalTimeout: BUDGET_MS, failOnError });
        const ended = await withOptions(options, at(eyes, shared));
        const tookMs = eyes.sinceClose();
        assert.equal(ended.status, failOnError ? statuses.failOnError : 0, ended.output);
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

  // So docs/hooks.md says which command closes it.
  test('Ctrl-C ends the run with its batch open', async (t) => {
    const eyes = await startEyes(t);
    const { output } = await project().interrupt(...slow, at(eyes), () => eyes.ended(1));
    assertBatches(eyes, [{ state: 'active', tests: ['slow'] }], output);
    assert.equal(eyes.closes(), 0);
  });
};
