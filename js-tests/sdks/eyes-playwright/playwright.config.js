// @ts-check
'use strict';

const { ALONE, GRID } = process.env;

module.exports = {
  globalSetup: ALONE ? undefined : 'eyes-batch-close/playwright',
  testDir: 'tests',
  timeout: 120_000,
  fullyParallel: true,
  workers: 2,
  reporter: 'line',
  use: {
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
    // Of the SDK's fixture.
    eyesConfig: {
      type: GRID ? 'ufg' : 'classic',
      appName: 'Shop',
      browsersInfo: [{ name: 'chrome', width: 800, height: 600 }],
    },
  },
};
