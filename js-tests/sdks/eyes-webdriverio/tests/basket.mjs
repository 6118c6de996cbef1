// @ts-check

describe('Shop', () => {
  it('Basket', async () => {
    await browser.url(`${process.env.SHOP_URL}/basket`);
    await browser.eyesCheck('Whole page');
  });
});
