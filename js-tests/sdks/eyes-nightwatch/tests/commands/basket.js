// @ts-check
'use strict';

module.exports = {
  async Basket(browser) {
    await browser.url(`${process.env.SHOP_URL}/basket`);
    await browser.eyesOpen('Shop', 'Basket', { width: 600, height: 400 });
    await browser.eyesCheck('Whole page');
    await browser.eyesClose();
  },
};
