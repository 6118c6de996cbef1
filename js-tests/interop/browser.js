// @ts-check
'use strict';

// A real Chromium, Debian's, for the tests of one file.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before } = require('node:test');
const { call, open } = require('../support/eyes-client.js');
const { chromium } = require('./peers/index.js');

/** @typedef {import('node:test').TestContext} TestContext */
/** @typedef {import('eyes-batch-close/eyes-server').EyesServer} EyesServer */
/** @typedef {import('./peers/node_modules/playwright-core').BrowserContextOptions} ContextOptions */

const executablePath = '/usr/bin/chromium';

// What a closed network would refuse, and a browser started by root cannot do.
const args = `--no-sandbox --disable-gpu --disable-quic --no-first-run
  --disable-background-networking --disable-component-update --disable-sync`
  .split(/\s+/)
  .concat('--host-resolver-rules=MAP eyes.test 127.0.0.1');

/** Starts it before the tests of the file that calls this, and ends it after them. */
function useBrowser() {
  /** @type {import('./peers/node_modules/playwright-core').Browser} */
  let browser;
  before(async () => {
    assert.ok(
      fs.existsSync(executablePath),
      `no ${executablePath}: run apt-get install -y chromium`,
    );
    browser = await chromium.launch({ executablePath, args });
  });
  after(() => browser?.close());

  /** An empty page. @param {TestContext} t @param {ContextOptions} [options] */
  async function openTab(t, options) {
    const context = await browser.newContext(options);
    t.after(() => context.close());
    return context.newPage();
  }

  /**
   * The page of a server. What goes wrong on it, or asks another server, fails the test.
   *
   * @param {TestContext} t
   * @param {string} url
   * @param {ContextOptions} [options]
   */
  async function openPage(t, url, options) {
    const page = await openTab(t, options);
    /** @type {string[]} */
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`)) complaints.push(`asked for ${request.url()}`);
    });
    t.after(() => assert.deepEqual(complaints, []));
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

  return { openPage, openTab, runTest };
}
exports.useBrowser = useBrowser;
