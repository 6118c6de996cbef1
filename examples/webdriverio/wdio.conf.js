/// <reference types="@wdio/globals/types" />
import EyesBatchClose from 'eyes-batch-close/wdio';

/** @type {WebdriverIO.Config} */
export const config = {
  services: [[EyesBatchClose, {}]],
  runner: 'local',
  specs: ['./tests/*.js'],
  framework: 'mocha',
  mochaOpts: { timeout: 60_000 },
  maxInstances: 2,
  logLevel: 'error',
  capabilities: [
    {
      browserName: 'chrome',
      // Debian's Chromium; without these lines, a Chrome that WebdriverIO finds or downloads.
      'goog:chromeOptions': {
        binary: '/usr/bin/chromium',
        args: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      },
      'wdio:chromedriverOptions': { binary: '/usr/bin/chromedriver' },
    },
  ],
};
