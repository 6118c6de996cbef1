/// <reference types="eyes-batch-close/nightwatch" />

/** @type {import('nightwatch').NightwatchOptions} */
module.exports = {
  plugins: ['eyes-batch-close/nightwatch'],
  src_folders: ['tests'],
  test_workers: { enabled: true, workers: 2 },
  webdriver: { start_process: true, server_path: '/usr/bin/chromedriver', port: 0 },
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
