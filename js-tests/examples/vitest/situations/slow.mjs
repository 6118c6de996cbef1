import { checkPage } from 'local-eyes';
import { test } from 'vitest';

test('slow', { timeout: 60_000 }, async () => {
  await checkPage('slow', 'iVBORw0KGgo=');
  await new Promise((resolve) => setTimeout(resolve, 30_000));
});
