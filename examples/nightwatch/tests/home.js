const { checkPage } = require('local-eyes');

describe('Shop', () => {
  it('Home', async (browser) => {
    await browser.url('data:text/html,<h1>Home</h1>');
    await checkPage('Home', await browser.screenshot());
  });
});
