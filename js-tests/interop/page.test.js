// @ts-check
'use strict';

// The page of the local Eyes server in a real Chromium, Debian's.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const { BatchClose } = require('eyes-batch-close');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { chromium } = require('./peers/index.js');
const { apiKey, runSession } = require('./sessions.js');

const executablePath = '/usr/bin/chromium';

// What a closed network would refuse, and a browser started by root cannot do.
const args = `--no-sandbox --disable-gpu --disable-quic --no-first-run
  --disable-background-networking --disable-component-update --disable-sync`.split(/\s+/);

/**
 * The page of a server, and what went wrong on it.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} url
 */
async function openPage(t, url) {
  assert.ok(fs.existsSync(executablePath), `no ${executablePath}: run apt-get install -y chromium`);
  const browser = await chromium.launch({ executablePath, args });
  t.after(() => browser.close());
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

test('the page shows a batch turn from active to closed, without a reload', async (t) => {
  const server = await startEyesServer({ apiKey });
  t.after(() => server.stop());
  const { page, complaints } = await openPage(t, server.url);
  const status = page.getByRole('status');
  const batch = page.getByRole('article').filter({ hasText: 'nightly-7' });
  await status.getByText('Live: 0 batches, 0 active', { exact: true }).waitFor();
  await page.evaluate('document.body.dataset.mark = "not reloaded"');

  const variables = { APPLITOOLS_BATCH_ID: 'nightly-7', APPLITOOLS_DONT_CLOSE_BATCHES: 'true' };
  await runSession(server, 'Home', variables);
  await batch.getByRole('row', { name: 'Home Shop 2 passed', exact: true }).waitFor();
  assert.equal(await status.innerText(), 'Live: 1 batch, 1 active');
  assert.equal(await batch.locator('.state').innerText(), 'active');

  await BatchClose.close({ batchIds: 'nightly-7', serverUrl: server.url, apiKey });
  await status.getByText('Live: 1 batch, 0 active', { exact: true }).waitFor();
  assert.equal(await batch.locator('.state').innerText(), 'closed');
  assert.equal(await batch.getByRole('row').count(), 2);
  assert.equal(await page.evaluate('document.body.dataset.mark'), 'not reloaded');
  assert.deepEqual(complaints, []);
});
