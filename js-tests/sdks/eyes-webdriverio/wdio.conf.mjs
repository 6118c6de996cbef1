// @ts-check
import EyesBatchClose from 'eyes-batch-close/wdio';

const { ALONE, GRID } = process.env;

const eyes = ['@applitools/eyes-webdriverio/service', { useVisualGrid: GRID !== '' }];

export const config = {
  services: ALONE ? [eyes] : [eyes, [EyesBatchClose, {}]],
  runner: 'local',
  specs: ['./tests/*.mjs'],
  framework: 'mocha',
  mochaOpts: { timeout: 120_000 },
  maxInstances: 2,
  logLevel: 'error',
  capabilities: [
    {
      browserName: 'chrome',
      'goog:chromeOptions': {
        binary: '/usr/bin/chromium',
        args: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      },
      'wdio:chromedriverOptions': { binary: '/usr/bin/chromedriver' },
    },
  ],
};
