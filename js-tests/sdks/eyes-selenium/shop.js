// @ts-check
'use strict';

const { ClassicRunner, Eyes, Target, VisualGridRunner } = require('@applitools/eyes-selenium');
const { Builder } = require('selenium-webdriver');
const { Options, ServiceBuilder } = require('selenium-webdriver/chrome');

/** @param {string} name */
exports.checkPage = async (name) => {
  const options = new Options()
    .setChromeBinaryPath('/usr/bin/chromium')
    .addArguments('--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu');
  const driver = await new Builder()
    .forBrowser('chrome')
    .setChromeOptions(options)
    .setChromeService(new ServiceBuilder('/usr/bin/chromedriver'))
    .build();
  try {
    const runner = process.env.GRID ? new VisualGridRunner() : new ClassicRunner();
    const eyes = new Eyes(runner);
    await driver.get(`${process.env.SHOP_URL}/${name.toLowerCase()}`);
    await eyes.open(driver, 'Shop', name, { width: 600, height: 400 });
    await eyes.check('Whole page', Target.window());
    await eyes.closeAsync();
    await runner.getAllTestResults();
  } finally {
    await driver.quit();
  }
};
