const { checkPage } = require('local-eyes');

describe('Shop', () => {
  it('Basket', async (browser) => {
    await browser.url('data:text/html,<h1>Basket</h1>');
    await checkPage('Basket', await browser.screenshot());
  });
});
