// @ts-check
'use strict';

// The service of eyes-webdriverio, classic and on the grid, with our service.

const { before, describe, test } = require('node:test');
const sdk = require('./sdk.js');

before(sdk.needBrowser);

for (const GRID of ['', 'true']) {
  describe(`eyes-webdriverio, its service, ${GRID ? 'grid' : 'classic'}`, () => {
    /** @param {sdk.Place} place @param {Record<string, string>} variables @param {string[]} [args] */
    const run = (place, variables, args = []) =>
      sdk.runAll(place, 'eyes-webdriverio', [['wdio', 'run', 'wdio.conf.mjs', ...args]], {
        GRID,
        ...variables,
      });

    test('two workers fill one batch, which our service closes once', async (t) => {
      const place = await sdk.startPlace(t);
      const output = await run(place, {});
      sdk.assertClosedByUs(place, sdk.BOTH, output);
      if (GRID) sdk.assertOnGrid(place, output);
    });

    test('by itself the SDK closes', async (t) => {
      const place = await sdk.startPlace(t);
      const output = await run(place, sdk.alone, ['--spec', 'tests/home.mjs']);
      sdk.assertClosedBySdk(place, 'Home', output);
    });
  });
}
