// @ts-check

describe('Shop', () => {
  it('Home', async () => {
    await browser.url(`${process.env.SHOP_URL}/home`);
    await browser.eyesCheck('Whole page');
  });
});
