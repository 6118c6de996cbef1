import { browser } from '@wdio/globals';
import { checkPage } from 'local-eyes';

describe('Shop', () => {
  it('Home', async () => {
    await browser.url('data:text/html,<h1>Home</h1>');
    await checkPage('Home', await browser.takeScreenshot());
  });
});
