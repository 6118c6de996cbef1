import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { checkPage } from 'local-eyes';

// Eyes tests without a browser, chosen by `--grep`.

const image = 'iVBORw0KGgo=';

for (const name of ['passes 1', 'passes 2', 'passes 3', 'passes 4']) {
  test(name, () => checkPage(name, image));
}

test('fails', async () => {
  await checkPage('fails', image);
  expect(1).toBe(2);
});

test('flaky', async () => {
  const { retry } = test.info();
  await checkPage(`flaky ${retry}`, image);
  expect(retry).toBe(1);
});

test('no check', () => {});

test('slow', async () => {
  await checkPage('slow', image);
  await delay(20_000);
});
