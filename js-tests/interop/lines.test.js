// @ts-check
'use strict';

// Lines as they are written for the SDK's BatchClose: each runs with that class and with ours, and
// closes the same batches through the same proxy. types/lines.ts has what compiles.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const ours = require('eyes-batch-close');
const { KEY, open, start } = require('../support/eyes-client.js');
const { startProxy } = require('../support/proxies.js');
const { sdk } = require('./peers/index.js');

/** @typedef {import('node:test').TestContext} TestContext */
/** @typedef {{ url: string, username: string, password: string }} Proxy */
/** @typedef {{ batchIds: string[], serverUrl: string, apiKey: string, proxy: Proxy }} Options */

const batchIds = ['nightly-1', 'nightly 2'];
const credentials = { username: 'user', password: 'p@ss:word' };
const token = `Basic ${btoa('user:p@ss:word')}`;

/** @type {Record<string, (library: any, options: Options) => Promise<unknown>>} */
const lines = {
  'chained setters': ({ BatchClose }, { batchIds, serverUrl, apiKey, proxy }) =>
    new BatchClose()
      .setBatchIds(batchIds)
      .setUrl(serverUrl)
      .setApiKey(apiKey)
      .setProxy(proxy)
      .close(),
  'setters line by line': ({ BatchClose }, { batchIds, serverUrl, apiKey, proxy }) => {
    const batchClose = new BatchClose();
    batchClose.setProxy(proxy);
    batchClose.setApiKey(apiKey);
    batchClose.setUrl(serverUrl);
    batchClose.setBatchIds(batchIds);
    return batchClose.close();
  },
  'options of the constructor': ({ BatchClose }, options) => new BatchClose(options).close(),
  'the static close': ({ BatchClose }, options) => BatchClose.close(options),
  closeBatch: ({ closeBatch }, options) => closeBatch(options),
  'a subclass': ({ BatchClose }, { batchIds, ...options }) => {
    class NightlyBatchClose extends BatchClose {
      constructor() {
        super(options);
        this.setBatchIds(batchIds);
      }
      /** @returns {Promise<void>} */
      async close() {
        await super.close();
      }
    }
    return new NightlyBatchClose().close();
  },
};

/**
 * A server with the batches active, and a proxy in front of it.
 *
 * @param {TestContext} t
 */
async function place(t) {
  const server = await start(t, { apiKey: KEY });
  for (const id of batchIds) await open(server, { id });
  const { url, seen } = await startProxy(t, { credentials });
  const options = { batchIds, serverUrl: server.url, apiKey: KEY, proxy: { url, ...credentials } };
  const closed = () => {
    for (const { batchId, state } of server.batches()) assert.equal(state, 'closed', batchId);
    const requests = seen.map(({ method, url, headers }) => {
      const { pathname } = new URL(url);
      return [method, pathname.toLowerCase(), headers['proxy-authorization']];
    });
    assert.deepEqual(requests.sort(), [
      ['DELETE', '/api/sessions/batches/nightly%202/close/bypointerid', token],
      ['DELETE', '/api/sessions/batches/nightly-1/close/bypointerid', token],
    ]);
  };
  return { options, closed };
}

for (const [what, run] of Object.entries(lines)) {
  describe(what, () => {
    for (const [whose, library] of Object.entries({ "the SDK's": sdk, ours })) {
      test(`closes with ${whose}`, async (t) => {
        const { options, closed } = await place(t);
        await run(library, options);
        closed();
      });
    }
  });
}

describe("an instance of the SDK's ProxySettings", () => {
  const proxySettings = (/** @type {Proxy} */ { url, username, password }) =>
    new sdk.ProxySettings(url, username, password);

  test('cannot be asked for its password', () => {
    const proxy = proxySettings({ url: 'http://localhost', ...credentials });
    assert.throws(() => proxy.password, RangeError);
  });

  test('is accepted by setProxy', async (t) => {
    const { options, closed } = await place(t);
    const { proxy, ...rest } = options;
    await new ours.BatchClose(rest).setProxy(proxySettings(proxy)).close();
    closed();
  });

  test('is accepted among the options', async (t) => {
    const { options, closed } = await place(t);
    await ours.closeBatch({ ...options, proxy: proxySettings(options.proxy) });
    closed();
  });
});
