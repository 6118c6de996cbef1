// @ts-check
'use strict';

const { ALONE, PORT = '0' } = process.env;

module.exports = {
  plugins: ALONE ? [] : ['eyes-batch-close/nightwatch'],
  custom_commands_path: ['node_modules/@applitools/eyes-nightwatch/commands'],
  output_folder: false,
  test_workers: { enabled: true, workers: 2 },
  // The SDK talks to the driver by itself, and would do so at port 80 if these two were missing: so the tests start it.
  webdriver: {
    start_process: false,
    host: '127.0.0.1',
    port: Number(PORT),
    default_path_prefix: '',
  },
  test_settings: {
    default: {
      desiredCapabilities: {
        browserName: 'chrome',
        'goog:chromeOptions': {
          binary: '/usr/bin/chromium',
          args: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
        },
      },
    },
  },
};
