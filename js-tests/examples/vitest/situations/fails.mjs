import { checkPage } from 'local-eyes';
import { test } from 'vitest';

test('fails', async () => {
  await checkPage('fails', 'iVBORw0KGgo=');
  throw new Error('as it should');
});
