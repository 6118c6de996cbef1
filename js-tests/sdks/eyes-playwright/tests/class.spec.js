// @ts-check
'use strict';

const { ClassicRunner, Eyes, Target, VisualGridRunner } = require('@applitools/eyes-playwright');
const { test } = require('@playwright/test');

for (const name of ['Home', 'Basket']) {
  test(name, async ({ page }) => {
    const runner = process.env.GRID ? new VisualGridRunner() : new ClassicRunner();
    const eyes = new Eyes(runner, JSON.parse(process.env.CONFIGURATION ?? '{}'));
    await page.goto(`${process.env.SHOP_URL}/${name.toLowerCase()}`);
    await eyes.open(page, 'Shop', name, { width: 800, height: 600 });
    await eyes.check('Whole page', Target.window());
    await eyes.closeAsync();
    await runner.getAllTestResults();
  });
}
