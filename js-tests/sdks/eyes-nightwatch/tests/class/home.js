// @ts-check
'use strict';

const { ClassicRunner, Eyes, Target } = require('@applitools/eyes-nightwatch');

module.exports = {
  async Home(browser) {
    const runner = new ClassicRunner();
    const eyes = new Eyes(runner);
    await browser.url(`${process.env.SHOP_URL}/home`);
    await eyes.open(browser, 'Shop', 'Home', { width: 600, height: 400 });
    await eyes.check('Whole page', Target.window());
    await eyes.close();
    await runner.getAllTestResults();
  },
};
