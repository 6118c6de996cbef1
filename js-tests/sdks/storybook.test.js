// @ts-check
'use strict';

// eyes-storybook, which knows the grid alone, in two shards under `eyes-batch-close run`: the last of them closes.

const assert = require('node:assert/strict');
const events = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { before, test } = require('node:test');
const { pathToFileURL } = require('node:url');
const sdk = require('./sdk.js');

before(sdk.needBrowser);

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/**
 * The built Storybook, on a server that ends with its test.
 *
 * @param {import('node:test').TestContext} t
 */
async function startStorybook(t) {
  const root = path.join(__dirname, 'eyes-storybook/storybook-static');
  const server = http.createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const file = path.join(root, pathname === '/' ? 'index.html' : pathname);
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'font/woff2' });
    return fs.createReadStream(file).pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { STORYBOOK_URL: `http://127.0.0.1:${port}` };
}

const stories = ['Shop: Basket', 'Shop: Home'];

test('two shards of stories fill one batch, which the last of them closes once', async (t) => {
  const [place, storybook] = [await sdk.startPlace(t), await startStorybook(t)];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-batch-close-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const store = pathToFileURL(folder).href;
  const variables = { APPLITOOLS_BATCH_ID: sdk.BATCH_ID, ...storybook };
  /** @param {string} shard */
  const runShard = (shard) => {
    const around = ['run', '--shard', shard, '--store', store, '--'];
    const command = [...sdk.COMMAND, ...around, 'eyes-storybook', '--shard', shard];
    return sdk.runAll(place, 'eyes-storybook', [command], variables);
  };
  const output = await runShard('1/2');
  assert.equal(place.eyes.batches()[0].state, 'active', output);
  await runShard('2/2');
  sdk.assertClosedByUs(place, stories);
  sdk.assertOnGrid(place);
});

test('by itself the SDK closes', async (t) => {
  const [place, storybook] = [await sdk.startPlace(t), await startStorybook(t)];
  const variables = { ...sdk.alone, ...storybook };
  const command = ['eyes-storybook', '--include', '/Home/'];
  const output = await sdk.runAll(place, 'eyes-storybook', [command], variables);
  sdk.assertClosedBySdk(place, stories[1], output);
});

test('in shards the SDK closes nothing by itself, and says so', async (t) => {
  const [place, storybook] = [await sdk.startPlace(t), await startStorybook(t)];
  const variables = { ...sdk.alone, ...storybook };
  const command = ['eyes-storybook', '--shard', '1/2'];
  const output = await sdk.runAll(place, 'eyes-storybook', [command], variables);
  sdk.assertActive(place, [stories[1]], output);
  assert.match(output, /please make sure to close batches manually/);
});

test('an ID that looks like a number comes as one, and the server warns', async (t) => {
  /** @type {string[]} */
  const warnings = [];
  const place = await sdk.startPlace(t, { onWarning: (message) => void warnings.push(message) });
  const variables = { ...sdk.shared, ...(await startStorybook(t)), APPLITOOLS_BATCH_ID: '0042' };
  const command = ['eyes-storybook', '--include', '/Home/'];
  await sdk.runAll(place, 'eyes-storybook', [command], variables);
  assert.equal(place.eyes.batches()[0].batchId, '42');
  assert.match(`${warnings}`, /^batch "42": a client sent this ID as a number/);
});
