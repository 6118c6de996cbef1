// @ts-check
'use strict';

// The tools of the page of the local Eyes server, in a real Chromium: the filter, "clear", and the button that copies.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { KEY, close, open, start } = require('../support/eyes-client.js');
const { useBrowser } = require('./browser.js');

const { openPage, runTest } = useBrowser();
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };

test('many closed batches are folded; a filter finds them, and clear forgets them', async (t) => {
  const server = await start(t);
  for (let number = 1; number <= 7; number++) {
    await runTest(server, { id: `b-${number}` }, number === 1 ? 'Needle' : 'Hay', false);
    await close(server, `b-${number}`);
  }
  await open(server, { id: 'active' });
  const page = await openPage(t, server.url);
  await page.getByText('Live:').waitFor();
  assert.equal(await page.getByRole('article').count(), 6);
  await page.getByText('2 older closed batches').click();
  assert.equal(await page.getByRole('article').count(), 8);
  await page.getByLabel('Filter').fill('needle');
  await page.getByRole('article', { name: 'b-1' }).waitFor();
  assert.equal(await page.getByRole('article').count(), 1);
  await page.getByLabel('Filter').fill('');
  await page.getByRole('button', { name: 'Clear closed batches' }).click();
  await page.locator('#status').getByText('Live: 1 batch, 1 active').waitFor();
  assert.equal(await page.getByRole('article').count(), 1);
});

test('a filter that nothing matches says so, until something does', async (t) => {
  const server = await start(t);
  await open(server, { id: 'b-1' });
  const page = await openPage(t, server.url);
  await page.getByText('Live:').waitFor();
  const said = page.getByRole('status').getByText('No batch matches', { exact: true });
  await page.getByLabel('Filter').fill('needle');
  await said.waitFor();
  assert.equal(await page.getByRole('article').count(), 0);
  await open(server, { id: 'b-2' }, 'Needle');
  await page.getByRole('article', { name: 'b-2' }).waitFor();
  await said.waitFor({ state: 'detached' });
});

test('a filter opens the older batches, once: whoever folds them again finds them so', async (t) => {
  const server = await start(t);
  for (let number = 1; number <= 6; number++) {
    await open(server, { id: `b-${number}` });
    await close(server, `b-${number}`);
  }
  const page = await openPage(t, server.url);
  await page.getByText('Live:').waitFor();
  const isOpen = () => page.locator('#older').evaluate((fold) => fold.hasAttribute('open'));
  await page.getByLabel('Filter').fill('b-');
  assert.ok(await isOpen());
  await page.getByText('1 older closed batch', { exact: false }).click();
  await open(server, { id: 'b-7' });
  await page.locator('#status').getByText('Live: 7 batches, 1 active').waitFor();
  assert.ok(!(await isOpen()));
  await page.getByLabel('Filter').fill('b-1');
  assert.ok(await isOpen());
});

test('a button copies the command that closes the batch', async (t) => {
  const server = await start(t);
  await open(server, { id: "it's 7" });
  const page = await openPage(t, server.url, clipboard);
  await page.getByRole('button', { name: 'Copy npx eyes-batch-close' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  const copied = await page.evaluate('navigator.clipboard.readText()');
  assert.equal(copied, `npx eyes-batch-close 'it'\\''s 7'`);
});

for (const [id, command] of [
  ['serve', 'npx eyes-batch-close close -- serve'],
  ['status-2', 'npx eyes-batch-close close -- status-2'],
  ['-x', 'npx eyes-batch-close close -- -x'],
  ['nightly-4711', 'npx eyes-batch-close nightly-4711'],
]) {
  test(`the command that is copied closes a batch of the ID ${id}`, async (t) => {
    const server = await start(t);
    await open(server, { id });
    const page = await openPage(t, server.url, clipboard);
    await page.getByRole('button', { name: command }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), command);
  });
}

test('to copy again is told again', async (t) => {
  const server = await start(t);
  await open(server);
  const page = await openPage(t, server.url, clipboard);
  await page.evaluate(() => {
    const told = /** @type {HTMLElement} */ (document.getElementById('told'));
    const texts = /** @type {string[]} */ ([]);
    new MutationObserver(() => {
      texts.push(told.innerText);
      document.body.dataset.told = texts.join('|');
    }).observe(told, { childList: true });
  });
  const button = page.getByRole('button', { name: 'Copy npx eyes-batch-close' });
  for (const told of ['Copied', 'Copied||Copied']) {
    await button.click();
    await page.locator(`body[data-told="${told}"]`).waitFor();
  }
});

test('where a page may not copy, it shows the command', async (t) => {
  // Browsers give the clipboard to https and loopback alone, and others see the page of a container by a name.
  const shared = await start(t, { host: '0.0.0.0', apiKey: KEY });
  await open(shared, { id: 'nightly-4711' });
  const page = await openPage(t, `http://eyes.test:${new URL(shared.url).port}`);
  await page.getByRole('button', { name: 'Copy npx eyes-batch-close' }).click();
  await page.getByText('Not copied; it is npx eyes-batch-close nightly-4711').waitFor();
});
