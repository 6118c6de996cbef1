// @ts-check
'use strict';

// eyes-nightwatch, its class and its commands, with our plugin.

const { spawn } = require('node:child_process');
const events = require('node:events');
const { after, before, describe, test } = require('node:test');
const sdk = require('./sdk.js');

/** @type {import('node:child_process').ChildProcess} */
let driver;
let PORT = '';

before(async () => {
  sdk.needBrowser();
  driver = spawn('chromedriver', ['--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for (let text = ''; PORT === ''; PORT = /successfully on port (\d+)/.exec(text)?.[1] ?? '') {
    text += (await events.once(/** @type {any} */ (driver.stdout), 'data'))[0];
  }
});
after(() => driver?.kill());

for (const [kind, byItself] of [
  ['class', 'closes'],
  ['commands', 'never closes'],
]) {
  describe(`eyes-nightwatch, its ${kind}`, () => {
    /** @param {sdk.Place} place @param {Record<string, string>} variables @param {string} tests */
    const run = (place, variables, tests) =>
      sdk.runAll(place, 'eyes-nightwatch', [['nightwatch', tests]], { PORT, ...variables });

    test('two workers fill one batch, which our plugin closes once', async (t) => {
      const place = await sdk.startPlace(t);
      const output = await run(place, {}, `tests/${kind}`);
      sdk.assertClosedByUs(place, sdk.BOTH, output);
    });

    test(`by itself the SDK ${byItself}`, async (t) => {
      const place = await sdk.startPlace(t);
      const output = await run(place, sdk.alone, `tests/${kind}/home.js`);
      if (kind === 'class') sdk.assertClosedBySdk(place, 'Home', output);
      else sdk.assertActive(place, ['Home'], output);
    });
  });
}
