// @ts-check
'use strict';

const { test } = require('@applitools/eyes-playwright/fixture');

for (const name of ['Home', 'Basket']) {
  test(name, async ({ page, eyes }) => {
    await page.goto(`${process.env.SHOP_URL}/${name.toLowerCase()}`);
    await eyes.check('Whole page');
  });
}
