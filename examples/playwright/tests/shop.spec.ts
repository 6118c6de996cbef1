import { ClassicRunner, Eyes, Target } from '@applitools/eyes-playwright';
import { test } from '@playwright/test';

for (const name of ['Home', 'Basket', 'Checkout']) {
  test(name, async ({ page }) => {
    const runner = new ClassicRunner();
    const eyes = new Eyes(runner);
    await page.setContent(`<h1>${name}</h1>`);
    await eyes.open(page, 'Shop', name, { width: 800, height: 600 });
    await eyes.check('Whole page', Target.window());
    await eyes.close();
    await runner.getAllTestResults();
  });
}
