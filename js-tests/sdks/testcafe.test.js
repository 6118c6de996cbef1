// @ts-check
'use strict';

// eyes-testcafe, whose default is the grid: a last job closes.

const { before, test } = require('node:test');
const sdk = require('./sdk.js');

before(sdk.needBrowser);

const browser = 'chromium:/usr/bin/chromium:headless --no-sandbox --disable-dev-shm-usage';
const testcafe = (/** @type {string} */ file) => ['testcafe', browser, `tests/${file}.js`];

test('eyes-testcafe: two processes fill one batch, which the command closes once', async (t) => {
  const place = await sdk.startPlace(t);
  let output = '';
  // One after the other: TestCafe gives its browser little time to start, and two at once on two cores take more.
  for (const name of ['home', 'basket']) {
    output += await sdk.runAll(place, 'eyes-testcafe', [testcafe(name)], sdk.shared);
  }
  sdk.assertActive(place, sdk.BOTH, output);
  sdk.assertOnGrid(place, output);
  await sdk.closeByCommand(place);
  sdk.assertClosedByUs(place, sdk.BOTH, output);
});

test('eyes-testcafe: by itself the SDK closes', async (t) => {
  const place = await sdk.startPlace(t);
  const output = await sdk.runAll(place, 'eyes-testcafe', [testcafe('home')], sdk.alone);
  sdk.assertClosedBySdk(place, 'Home', output);
});
