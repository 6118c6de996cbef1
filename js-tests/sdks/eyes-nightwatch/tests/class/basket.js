// @ts-check
'use strict';

const { ClassicRunner, Eyes, Target } = require('@applitools/eyes-nightwatch');

module.exports = {
  async Basket(browser) {
    const runner = new ClassicRunner();
    const eyes = new Eyes(runner);
    await browser.url(`${process.env.SHOP_URL}/basket`);
    await eyes.open(browser, 'Shop', 'Basket', { width: 600, height: 400 });
    await eyes.check('Whole page', Target.window());
    await eyes.close();
    await runner.getAllTestResults();
  },
};
