import { test } from '@applitools/eyes-playwright/fixture';

test.use({ eyesConfig: { type: 'classic', appName: 'Shop' } });

for (const name of ['Home', 'Basket']) {
  test(name, async ({ page, eyes }) => {
    await page.setContent(`<h1>${name}</h1>`);
    await eyes.check('Whole page');
  });
}
