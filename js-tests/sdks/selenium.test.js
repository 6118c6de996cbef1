// @ts-check
'use strict';

// eyes-selenium, in JavaScript with Mocha's workers and in Python, classic and on the grid: a last job closes.

const { before, describe, test } = require('node:test');
const sdk = require('./sdk.js');

before(sdk.needBrowser);

const mocha = ['mocha', '--timeout', '120000'];
const python = ['python', 'selenium_session.py'];
const KINDS = [
  {
    name: 'JavaScript, Mocha',
    folder: 'eyes-selenium',
    both: [[...mocha, '--parallel', '--jobs', '2', 'tests']],
    home: [...mocha, 'tests/home.js'],
  },
  {
    name: 'Python',
    folder: 'eyes-python',
    both: [
      [...python, 'Home'],
      [...python, 'Basket'],
    ],
    home: [...python, 'Home'],
  },
];

for (const { name, folder, both, home } of KINDS) {
  for (const GRID of ['', 'true']) {
    describe(`eyes-selenium, ${name}, ${GRID ? 'grid' : 'classic'}`, () => {
      test('two processes fill one batch, which the command closes once', async (t) => {
        const place = await sdk.startPlace(t);
        const output = await sdk.runAll(place, folder, both, { ...sdk.shared, GRID });
        sdk.assertActive(place, sdk.BOTH, output);
        if (GRID) sdk.assertOnGrid(place, output);
        await sdk.closeByCommand(place);
        sdk.assertClosedByUs(place, sdk.BOTH, output);
      });

      test('by itself the SDK closes', async (t) => {
        const place = await sdk.startPlace(t);
        const output = await sdk.runAll(place, folder, [home], { ...sdk.alone, GRID });
        sdk.assertClosedBySdk(place, 'Home', output);
      });
    });
  }
}
