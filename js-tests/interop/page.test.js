// @ts-check
'use strict';

// What the page of the local Eyes server does in a real Chromium.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { BatchClose } = require('eyes-batch-close');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { call, close, open, start } = require('../support/eyes-client.js');
const { useBrowser } = require('./browser.js');
const { apiKey, runSession } = require('./sessions.js');

const { openPage, openTab, runTest } = useBrowser();

test('a batch turns from active to closed, without a reload', async (t) => {
  const server = await start(t, { apiKey });
  const page = await openPage(t, server.url);
  const status = page.locator('#status');
  const batch = page.getByRole('article', { name: 'nightly-7' });
  await status.getByText('Live: 0 batches, 0 active', { exact: true }).waitFor();
  await page.evaluate('document.body.dataset.mark = "not reloaded"');

  const variables = { APPLITOOLS_BATCH_ID: 'nightly-7', APPLITOOLS_DONT_CLOSE_BATCHES: 'true' };
  await runSession(server, 'Home', variables);
  await batch.getByText('1 test: 1 passed').waitFor();
  assert.equal(await status.innerText(), 'Live: 1 batch, 1 active');
  assert.equal(await batch.locator('.heading .pill').innerText(), 'active');

  await BatchClose.close({ batchIds: 'nightly-7', serverUrl: server.url, apiKey });
  await status.getByText('Live: 1 batch, 0 active', { exact: true }).waitFor();
  assert.equal(await batch.locator('.heading .pill').innerText(), 'closed');
  assert.match(
    await batch.locator('.facts').innerText(),
    /^Began .*, closed after \d+ s, at .*, by /,
  );
  assert.equal(await page.evaluate('document.body.dataset.mark'), 'not reloaded');
});

test("the real SDK's picture stands beside its step", async (t) => {
  const server = await start(t, { apiKey });
  await runSession(server, 'Home', { APPLITOOLS_BATCH_ID: 'nightly-7' });
  const page = await openPage(t, server.url);
  await page.locator('article summary').click();
  const picture = page.getByAltText('Picture of Whole page');
  await picture.waitFor();
  assert.equal(await picture.evaluate((image) => Object(image).naturalWidth), 1);
});

test('the picture of a step is small, and large on demand, by keyboard alone', async (t) => {
  const server = await start(t);
  await runTest(server, { id: 'b-1' }, 'Home', false);
  const page = await openPage(t, server.url);
  await page.getByText('Live:').waitFor();
  await page.locator('article summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Whole page' });
  const width = await dialog.getByRole('img').evaluate(async (image) => {
    await Object(image).decode();
    return Object(image).naturalWidth;
  });
  assert.equal(width, 40);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate('document.activeElement.className'), 'picture');
});

test('what is open stays open when something changes', async (t) => {
  const server = await start(t);
  await runTest(server, { id: 'b-1' }, 'Home', false);
  const page = await openPage(t, server.url);
  await page.getByText('Live:').waitFor();
  await page.locator('article summary').click();
  await runTest(server, { id: 'b-2' }, 'Search');
  await close(server, 'b-1');
  await page.locator('#status').getByText('Live: 2 batches, 1 active').waitFor();
  const open = page.locator('details[open]');
  assert.equal(await open.count(), 1);
  assert.match(await open.innerText(), /Home[\s\S]*Footer/);
});

test('what is open stays open when its batch moves into the fold of older ones', async (t) => {
  const server = await start(t);
  await runTest(server, { id: 'first' }, 'Needle', false);
  await close(server, 'first');
  const page = await openPage(t, server.url);
  await page.getByText('Live:').waitFor();
  await page.locator('article summary').click();
  const steps = page.locator('#older article li details[open]');
  for (let number = 1; number <= 5; number++) {
    const session = await open(server, { id: `b-${number}` });
    await call(server, 'DELETE', session);
    await close(server, `b-${number}`);
  }
  await page.getByText('1 older closed batch', { exact: true }).click();
  assert.match(await steps.innerText(), /Needle[\s\S]*Footer/);
  assert.equal(await page.getByRole('article').count(), 6);
});

test('the button that closes a large picture does not scroll away with it', async (t) => {
  const server = await start(t);
  await runTest(server, { id: 'b-1' }, 'Home', false);
  const page = await openPage(t, server.url, { viewport: { width: 360, height: 80 } });
  await page.getByText('Live:').waitFor();
  await page.locator('article summary').click();
  await page.locator('.picture').click();
  const dialog = page.getByRole('dialog');
  await dialog.evaluate((element) => Object(element.querySelector('img')).decode());
  const tops = await dialog.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
    const button = /** @type {HTMLElement} */ (element.querySelector('button'));
    return [element, button].map((each) => each.getBoundingClientRect().top);
  });
  assert.ok(tops[1] >= tops[0], String(tops));
});

test('a browser without scripts shows the state, and no button that would do nothing', async (t) => {
  const server = await start(t);
  await runTest(server, { id: 'b-1', name: 'Nightly' }, 'Home', true);
  const page = await openPage(t, server.url, { javaScriptEnabled: false });
  const batch = page.getByRole('article', { name: 'Nightly' });
  await batch.getByText('1 test: 1 aborted').waitFor();
  await batch.locator('summary').click();
  assert.ok(await batch.getByAltText('Picture of Whole page').isVisible());
  assert.ok(await page.locator('noscript p').isVisible());
  assert.equal(await page.getByRole('button').count(), 0);
});

test('refused requests are told, with who sent them', async (t) => {
  const server = await start(t);
  const headers = { 'x-eyes-api-key': 'k', 'user-agent': 'an SDK' };
  await call(server, 'DELETE', '/api/sessions/batches/b-1/close/bypointerId', { headers });
  const page = await openPage(t, server.url);
  await page.getByText('1 refused request').click();
  const refused = page.locator('#refused li');
  assert.match(await refused.innerText(), /404 Batch "b-1" is unknown here[\s\S]* by an SDK$/);
});

test('a page whose server is gone says so, and goes on when it is back', async (t) => {
  const gone = await startEyesServer();
  const port = Number(new URL(gone.url).port);
  const page = await openTab(t);
  await page.goto(gone.url);
  await page.getByText('Live: 0 batches').waitFor();
  await gone.stop();
  await page.getByText('The server is not reachable. Trying again…').waitFor();
  const server = await start(t, { port });
  await open(server);
  await page.getByText('Live: 1 batch, 1 active').waitFor();
});
