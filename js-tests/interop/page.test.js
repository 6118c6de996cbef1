// @ts-check
'use strict';

// The page of the local Eyes server in a real Chromium, Debian's.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before, test } = require('node:test');
const { BatchClose } = require('eyes-batch-close');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { call, close, open, start } = require('../support/eyes-client.js');
const { chromium } = require('./peers/index.js');
const { apiKey, runSession } = require('./sessions.js');

/** @typedef {import('node:test').TestContext} TestContext */
/** @typedef {import('eyes-batch-close/eyes-server').EyesServer} EyesServer */

const executablePath = '/usr/bin/chromium';

// What a closed network would refuse, and a browser started by root cannot do.
const args = `--no-sandbox --disable-gpu --disable-quic --no-first-run
  --disable-background-networking --disable-component-update --disable-sync`.split(/\s+/);

/** @type {import('./peers/node_modules/playwright-core').Browser} */
let browser;
before(async () => {
  assert.ok(fs.existsSync(executablePath), `no ${executablePath}: run apt-get install -y chromium`);
  browser = await chromium.launch({ executablePath, args });
});
after(() => browser?.close());

/**
 * The page of a server. What goes wrong on it, or asks another server, fails the test.
 *
 * @param {TestContext} t
 * @param {string} url
 * @param {import('./peers/node_modules/playwright-core').BrowserContextOptions} [options]
 */
async function openPage(t, url, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`asked for ${request.url()}`);
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(url);
  return page;
}

/**
 * A test of two steps; of the first there is a picture, 40 pixels wide.
 *
 * @param {EyesServer} server
 * @param {object} batch
 * @param {string} name
 * @param {boolean} [aborted] left out: the test still runs
 */
async function runTest(server, batch, name, aborted) {
  const session = await open(server, batch, name);
  const page = await browser.newPage({ viewport: { width: 40, height: 30 } });
  const id = session.split('/').at(-1);
  await call(server, 'PUT', `/upload/${id}`, { body: await page.screenshot() });
  await page.close();
  const appOutput = { screenshotUrl: `${server.url}/upload/${id}` };
  await call(server, 'POST', session, { json: { appOutput, options: { name: 'Whole page' } } });
  await call(server, 'POST', session, { json: { options: { name: 'Footer' } } });
  if (aborted !== undefined) await call(server, 'DELETE', `${session}?aborted=${aborted}`);
}

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

test('title and icon tell the state', async (t) => {
  const server = await start(t);
  const page = await openPage(t, server.url);
  const icon = () => page.locator('#icon').getAttribute('href');
  const after = async (/** @type {string} */ status) => {
    await page.locator('#status').getByText(status).waitFor();
    return [await page.title(), await icon()];
  };
  const [none, noneIcon] = await after('Live: 0 batches');
  await open(server, { id: 'b-1' });
  const [active, activeIcon] = await after('Live: 1 batch, 1 active');
  await close(server, 'b-1');
  const [closed, closedIcon] = await after('Live: 1 batch, 0 active');
  assert.deepEqual(
    [none, active, closed].map((title) => title?.split(' · ')[0]),
    ['no batch', '1 of 1 batch active', '0 of 1 batch active'],
  );
  assert.equal(new Set([noneIcon, activeIcon, closedIcon]).size, 3);
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

test('a button copies the command that closes the batch', async (t) => {
  const server = await start(t);
  await open(server, { id: "it's 7" });
  const page = await openPage(t, server.url, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.getByRole('button', { name: 'Copy npx eyes-batch-close' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  const copied = await page.evaluate('navigator.clipboard.readText()');
  assert.equal(copied, `npx eyes-batch-close 'it'\\''s 7'`);
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

test('a page whose server is gone says so, and goes on when it is back', async (t) => {
  const gone = await startEyesServer();
  const port = Number(new URL(gone.url).port);
  const page = await (await browser.newContext()).newPage();
  t.after(() => page.context().close());
  await page.goto(gone.url);
  await page.getByText('Live: 0 batches').waitFor();
  await gone.stop();
  await page.getByText('The server is not reachable. Trying again…').waitFor();
  const server = await start(t, { port });
  await open(server);
  await page.getByText('Live: 1 batch, 1 active').waitFor();
});
