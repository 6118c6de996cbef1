// @ts-check
'use strict';

// eyes-images, in JavaScript and in Python: processes that know nothing of each other, and a last job that closes.

const { test } = require('node:test');
const sdk = require('./sdk.js');

const [basket, home] = sdk.BOTH;

for (const { name, folder, session, byItself, assertByItself } of [
  {
    name: 'JavaScript',
    folder: 'eyes-images',
    session: ['node', 'session.js'],
    byItself: 'closes',
    assertByItself: sdk.assertClosedBySdk,
  },
  {
    name: 'Python',
    folder: 'eyes-python',
    session: ['python', 'images_session.py'],
    byItself: 'never closes',
    assertByItself: (
      /** @type {sdk.Place} */ place,
      /** @type {string} */ test,
      /** @type {string} */ output,
    ) => sdk.assertActive(place, [test], output),
  },
]) {
  test(`${name}: two processes fill one batch, which the command closes once`, async (t) => {
    const place = await sdk.startPlace(t);
    const commands = [
      [...session, home],
      [...session, basket],
    ];
    const output = await sdk.runAll(place, folder, commands, sdk.shared);
    sdk.assertActive(place, sdk.BOTH, output);
    await sdk.closeByCommand(place);
    sdk.assertClosedByUs(place, sdk.BOTH, output);
  });

  test(`${name}: by itself the SDK ${byItself}`, async (t) => {
    const place = await sdk.startPlace(t);
    const output = await sdk.runAll(place, folder, [[...session, home]], sdk.alone);
    assertByItself(place, home, output);
  });
}
