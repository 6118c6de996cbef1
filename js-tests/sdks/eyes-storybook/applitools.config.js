// @ts-check
'use strict';

module.exports = {
  appName: 'Shop',
  storybookUrl: process.env.STORYBOOK_URL,
  browser: [{ name: 'chrome', width: 600, height: 400 }],
  puppeteerOptions: {
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  },
};
