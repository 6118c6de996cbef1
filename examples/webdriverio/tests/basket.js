import { browser } from '@wdio/globals';
import { checkPage } from 'local-eyes';

describe('Shop', () => {
  it('Basket', async () => {
    await browser.url('data:text/html,<h1>Basket</h1>');
    await checkPage('Basket', await browser.takeScreenshot());
  });
});
