// Runs all tests in Playwright's UI mode at the given address, once.

import { chromium } from '@playwright/test';

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
page.setDefaultTimeout(120_000);
await page.goto(process.argv[2]);
const button = page.getByTitle('Run all');
await button.click();
await page.getByText('(100%)').or(page.getByText('100% passed')).first().waitFor();
await button.click({ trial: true }); // It takes no clicks until the run has ended.
await browser.close();
