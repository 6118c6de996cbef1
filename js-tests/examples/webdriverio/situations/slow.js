import { setTimeout as delay } from 'node:timers/promises';
import { checkPage } from 'local-eyes';

it('is slow', async () => {
  await checkPage('slow', 'iVBORw0KGgo=');
  await delay(20_000);
});
