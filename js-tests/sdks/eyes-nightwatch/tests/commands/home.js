// @ts-check
'use strict';

module.exports = {
  async Home(browser) {
    await browser.url(`${process.env.SHOP_URL}/home`);
    await browser.eyesOpen('Shop', 'Home', { width: 600, height: 400 });
    await browser.eyesCheck('Whole page');
    await browser.eyesClose();
  },
};
