// @ts-check
'use strict';

// eyes-puppeteer with Jest, and our hook.

const { before, describe, test } = require('node:test');
const sdk = require('./sdk.js');

before(sdk.needBrowser);

for (const GRID of ['', 'true']) {
  describe(`eyes-puppeteer with Jest, ${GRID ? 'grid' : 'classic'}`, () => {
    /** @param {sdk.Place} place @param {Record<string, string>} variables @param {string[]} [args] */
    const run = (place, variables, args = []) =>
      sdk.runAll(place, 'eyes-puppeteer', [['jest', '--maxWorkers=2', ...args]], {
        GRID,
        ...variables,
      });

    test('two workers fill one batch, which our hook closes once', async (t) => {
      const place = await sdk.startPlace(t);
      const output = await run(place, {});
      sdk.assertClosedByUs(place, sdk.BOTH, output);
      if (GRID) sdk.assertOnGrid(place, output);
    });

    test('by itself the SDK closes', async (t) => {
      const place = await sdk.startPlace(t);
      const output = await run(place, sdk.alone, ['home']);
      sdk.assertClosedBySdk(place, 'Home', output);
    });
  });
}

test('the local Eyes server and closeBatch work in a test of Jest', async (t) => {
  const place = await sdk.startPlace(t);
  const command = ['jest', '--testMatch', '**/own/*.js'];
  await sdk.runAll(place, 'eyes-puppeteer', [command], sdk.alone);
});
