// @ts-check
'use strict';

// eyes-playwright, its class and its fixture, classic and on the grid, with our hook.

const assert = require('node:assert/strict');
const { before, describe, test } = require('node:test');
const sdk = require('./sdk.js');

before(sdk.needBrowser);

/** @type {[name: string, spec: string, grid: string][]} */
const KINDS = [
  ['the class, classic', 'class', ''],
  ['the class, grid', 'class', 'true'],
  ['the fixture, classic', 'fixture', ''],
  ['the fixture, grid', 'fixture', 'true'],
];

for (const [name, spec, GRID] of KINDS) {
  describe(`eyes-playwright, ${name}`, () => {
    /** @param {sdk.Place} place @param {Record<string, string>} variables @param {string[]} [args] */
    const run = (place, variables, args = []) =>
      sdk.runAll(place, 'eyes-playwright', [['playwright', 'test', spec, ...args]], {
        GRID,
        ...variables,
      });

    test('two workers fill one batch, which the hook closes once', async (t) => {
      const place = await sdk.startPlace(t);
      const output = await run(place, {});
      sdk.assertClosedByUs(place, sdk.BOTH, output);
      if (GRID) sdk.assertOnGrid(place, output);
      assert.match(output, /2 passed/);
    });

    const byItself = spec === 'class' ? 'closes' : 'never closes';
    test(`by itself the SDK ${byItself}`, async (t) => {
      const place = await sdk.startPlace(t);
      const output = await run(place, sdk.alone, ['--grep', 'Home']);
      if (spec === 'class') sdk.assertClosedBySdk(place, 'Home', output);
      else sdk.assertActive(place, ['Home'], output);
    });
  });
}

const NOT_FOUND = /^eyes-batch-close: (?=.*nightly-7)(?=.*no Eyes test ran)/im;

// What is set in the tests' own code beats the environment, so our hook sees another batch than it means to close.
describe('eyes-playwright, set in code', () => {
  /** @param {sdk.Place} place @param {object} configuration */
  const run = (place, configuration) =>
    sdk.runAll(place, 'eyes-playwright', [['playwright', 'test', 'class', '--grep', 'Home']], {
      APPLITOOLS_BATCH_ID: sdk.BATCH_ID,
      CONFIGURATION: JSON.stringify(configuration),
    });

  test('an ID of its own: the hook does not find its batch and says so', async (t) => {
    const place = await sdk.startPlace(t);
    const output = await run(place, { batch: { id: 'set-in-code' } });
    const [{ batchId, state }] = place.eyes.batches();
    assert.deepEqual([batchId, state], ['set-in-code', 'active']);
    assert.match(output, NOT_FOUND);
  });

  test('dontCloseBatches: false: the SDK closes, and the hook says that there is no batch', async (t) => {
    const place = await sdk.startPlace(t);
    const output = await run(place, { dontCloseBatches: false });
    const [{ batchId, closedBy, refused }] = place.eyes.batches();
    assert.equal(batchId, sdk.BATCH_ID);
    assert.match(`${closedBy}`, /^eyes\.playwright/);
    assert.equal(refused.length, 1, 'the close by our hook');
    assert.match(output, NOT_FOUND);
  });
});
