// @ts-check
'use strict';

// How the page of the local Eyes server looks in a real Chromium: what stands out, what can be read, and on what screens.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { call, close, open, start } = require('../support/eyes-client.js');
const { useBrowser } = require('./browser.js');

const { openPage, runTest } = useBrowser();

test('title and icon tell the state', async (t) => {
  const server = await start(t);
  const page = await openPage(t, server.url);
  const icon = () => page.locator('#icon').getAttribute('href');
  const after = async (/** @type {string} */ status) => {
    await page.locator('#status').getByText(status, { exact: true }).waitFor();
    return [(await page.title()).split(' · ')[0], await icon()];
  };
  const told = [await after('Live: 0 batches, 0 active')];
  await runTest(server, { id: 'b-1' }, 'Home', false);
  told.push(await after('Live: 1 batch, 1 active'));
  await close(server, 'b-1');
  told.push(await after('Live: 1 batch, 0 active'));
  await runTest(server, { id: 'b-2' }, 'Home', true);
  told.push(await after('Live: 2 batches, 1 active, 1 with problems'));
  await close(server, 'b-2');
  told.push(await after('Live: 2 batches, 0 active, 1 with problems'));
  assert.deepEqual(
    told.map(([title]) => title),
    [
      'no batch',
      '1 of 1 batch active',
      '0 of 1 batch active',
      '1 of 2 batches active, 1 with problems',
      '0 of 2 batches active, 1 with problems',
    ],
  );
  assert.equal(new Set(told.map(([, href]) => href)).size, 5);
});

test('a batch with a problem looks like none that went well', async (t) => {
  const server = await start(t, { onWarning: () => {} });
  await runTest(server, { id: 'well' }, 'Home', false);
  await runTest(server, { id: 'aborted' }, 'Home', true);
  await runTest(server, { id: 'never ended' }, 'Home');
  const late = await open(server, { id: 'too early' });
  for (const id of ['well', 'aborted', 'never ended', 'too early']) await close(server, id);
  await call(server, 'DELETE', late);
  const page = await openPage(t, server.url);
  const looks = async (/** @type {string} */ name) => {
    const batch = page.getByRole('article', { name });
    const edge = await batch.evaluate((element) => getComputedStyle(element).borderLeftColor);
    const pill = batch.locator('.heading .pill');
    assert.equal(await pill.innerText(), 'closed');
    return [edge, await pill.evaluate((element) => getComputedStyle(element).backgroundColor)];
  };
  const red = ['rgb(179, 38, 30)', 'rgb(179, 38, 30)'];
  assert.notDeepEqual(await looks('well'), red);
  for (const name of ['aborted', 'never ended', 'too early']) {
    assert.deepEqual(await looks(name), red, name);
  }
  const tooEarly = page.getByRole('article', { name: 'too early' });
  await tooEarly.getByText('1 test: 1 went on after the close', { exact: true }).waitFor();
  await tooEarly
    .getByText(/^Warning: test "Home page" went on after the batch was closed/)
    .waitFor();
});

test('what still runs, was aborted or never ended stands out; active batches come first', async (t) => {
  const server = await start(t);
  const closed = { id: 'b-1', name: 'Closed' };
  await runTest(server, closed, 'Home', false);
  await runTest(server, closed, 'Basket');
  await runTest(server, { id: 'b-2', name: 'Active' }, 'Search');
  await runTest(server, { id: 'b-2' }, 'Order', true);
  await runTest(server, { id: 'b-3', name: 'Newest' }, 'Home', false);
  await close(server, 'b-1');
  await close(server, 'b-3');
  const page = await openPage(t, server.url);
  assert.deepEqual(await page.getByRole('heading', { level: 2 }).allInnerTexts(), [
    'Active',
    'Newest',
    'Closed',
  ]);
  const colour = async (/** @type {string} */ state) =>
    page
      .locator(`li .pill.${state}`)
      .first()
      .evaluate((pill) => getComputedStyle(pill).backgroundColor);
  const colours = [];
  for (const state of ['running', 'aborted', 'unfinished', 'passed'])
    colours.push(await colour(state));
  assert.equal(new Set(colours).size, 4);
  assert.equal(colours[3], 'rgba(0, 0, 0, 0)', 'what passed is quiet');
  assert.equal(await page.getByText('never ended', { exact: true }).count(), 1);
});

test('a batch without a name shows its ID once', async (t) => {
  const server = await start(t);
  await open(server, { id: 'nightly-7' });
  const page = await openPage(t, server.url, { javaScriptEnabled: false });
  assert.equal(await page.getByText('nightly-7').count(), 1);
});

test('a picture at a glance has an edge, and is fetched when it comes into view', async (t) => {
  const server = await start(t);
  await runTest(server, { id: 'b-1' }, 'Home', false);
  const page = await openPage(t, server.url);
  await page.getByText('Live:').waitFor();
  const looks = await page
    .locator('img.glance')
    .evaluate((image) => [getComputedStyle(image).borderTopWidth, image.getAttribute('loading')]);
  assert.deepEqual(looks, ['1px', 'lazy']);
});

test('the mark of what can be opened is not read out', async (t) => {
  const server = await start(t);
  await open(server);
  const page = await openPage(t, server.url);
  const content = await page
    .locator('article summary')
    .evaluate((summary) => getComputedStyle(summary, '::before').content);
  assert.equal(content, '"▸" / ""');
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`every text can be read: ${colorScheme}`, async (t) => {
    const server = await start(t, { onWarning: () => {} });
    await runTest(server, { id: 7, buildId: 'run-1' }, 'Home', true);
    await runTest(server, { id: 7, buildId: 'run-1' }, 'Basket');
    const page = await openPage(t, server.url, { colorScheme });
    await page.getByText('Live:').waitFor();
    // WCAG 2.2, 1.4.3: 4.5 to 1 for texts.
    assert.deepEqual(await page.evaluate(lowContrasts), []);
  });
}

/** Texts of the document with a contrast of less than 4.5. Runs in the browser. */
function lowContrasts() {
  const rgb = (/** @type {string} */ colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (/** @type {string} */ colour) => {
    const [r, g, b] = rgb(colour).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (/** @type {Element | null} */ element) => {
    while (element && rgb(getComputedStyle(element).backgroundColor)[3] === 0) {
      element = element.parentElement;
    }
    return getComputedStyle(element ?? document.body).backgroundColor;
  };
  const low = [];
  for (const element of document.body.querySelectorAll('*')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    if (!text.some((node) => node.textContent?.trim())) continue;
    const [dark, bright] = [light(getComputedStyle(element).color), light(behind(element))].sort(
      (a, b) => a - b,
    );
    if ((bright + 0.05) / (dark + 0.05) < 4.5) low.push(element.outerHTML);
  }
  return low;
}

test('at 360 pixels nothing is cut, and no word breaks that needs not', async (t) => {
  const server = await start(t, { onWarning: () => {} });
  const id = '20261121-140322-build-agent-17-0a1b2c3d4e5f6071';
  await runTest(server, { id, buildId: 'run-1' }, 'Checkout of a customer with a basket', true);
  await runTest(server, { id }, 'internationalisation', false);
  await runTest(server, { id: 'x'.repeat(60), name: 'Stories' }, 'Button');
  const page = await openPage(t, server.url, { viewport: { width: 360, height: 800 } });
  await page.getByText('Live:').waitFor();
  for (const summary of await page.locator('article summary').all()) await summary.click();
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
  assert.deepEqual(await page.evaluate(brokenWords), []);
});

/** Words of letters alone, short enough for a line, that stand in two. Runs in the browser. */
function brokenWords() {
  const broken = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    for (const word of node.textContent?.matchAll(/(?<!\S)\p{L}{1,24}(?!\S)/gu) ?? []) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word[0]);
    }
  }
  return broken;
}
