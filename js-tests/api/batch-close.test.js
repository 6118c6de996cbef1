// @ts-check
'use strict';

// The public API, row by row: what can be set, how, and what is given back.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const util = require('node:util');

const { BatchClose, closeBatch } = require('eyes-batch-close');
const { startRecordingServer } = require('../support/recording-server.js');

/** @param {import('node:test').TestContext} t */
async function eyes(t) {
  const server = await startRecordingServer(t);
  const options = { serverUrl: server.url, apiKey: 'key-in-test' };
  const paths = () => server.seen.map(({ url }) => url.replace('/api/sessions/batches/', ''));
  return { ...server, options, paths };
}

const query = '/close/bypointerid?apiKey=key-in-test';

test('close() sends the documented request and resolves to a report', async (t) => {
  const { options, seen } = await eyes(t);
  const report = await new BatchClose(options).setBatchIds(['b-1']).close();
  const [{ batchId, outcome, status, attempts, durationMs, error }] = report.results;
  assert.deepEqual(
    { batchId, outcome, status, attempts, error },
    {
      batchId: 'b-1',
      outcome: 'closed',
      status: 200,
      attempts: 1,
      error: undefined,
    },
  );
  assert.equal(typeof durationMs, 'number');
  assert.deepEqual([report.closed, report.failed], [['b-1'], []]);
  assert.equal(seen[0].url, `/api/sessions/batches/b-1${query}`);
  const { version } = require('eyes-batch-close/package.json');
  assert.equal(seen[0].headers['x-applitools-eyes-client'], `eyes-batch-close/${version}`);
  assert.match(String(seen[0].headers['x-applitools-eyes-client-request-id']), /^[0-9a-f]+-1$/);
});

for (const [how, close] of /** @type {[string, (options: any) => Promise<any>][]} */ ([
  [
    'BatchClose.close(options)',
    (options) => BatchClose.close({ ...options, batchIds: ['a', 'b'] }),
  ],
  ['closeBatch(options)', (options) => closeBatch({ ...options, batchIds: ['a', 'b'] })],
  [
    'new BatchClose(options).close()',
    (options) => new BatchClose({ ...options, batchIds: ['a', 'b'] }).close(),
  ],
  [
    'setBatchIds with several IDs',
    (options) => new BatchClose(options).setBatchIds('a', 'b').close(),
  ],
  ['setBatchId with a list', (options) => new BatchClose(options).setBatchId(['a', 'b']).close()],
  [
    'setBatchIds with lists and IDs',
    (options) => new BatchClose(options).setBatchIds(['a'], 'b').close(),
  ],
  [
    'the property batchIds',
    (options) => Object.assign(new BatchClose(options), { batchIds: ['a', 'b'] }).close(),
  ],
])) {
  test(`${how} closes each batch once`, async (t) => {
    const { options, paths } = await eyes(t);
    const report = await close(options);
    assert.deepEqual(report.closed, ['a', 'b']);
    assert.deepEqual(paths().sort(), [`a${query}`, `b${query}`]);
  });
}

test('a batch may be given as one string', async (t) => {
  const { options, paths } = await eyes(t);
  await closeBatch({ ...options, batchIds: 'abc' });
  assert.deepEqual(paths(), [`abc${query}`]);
});

test('an odd ID is sent as one encoded segment', async (t) => {
  const { options, paths } = await eyes(t);
  await closeBatch({ ...options, batchIds: ['a/b?c#d é'] });
  assert.deepEqual(paths(), [`a%2Fb%3Fc%23d%20%C3%A9${query}`]);
});

test('a build ID is a segment behind the batch ID', async (t) => {
  const { options, paths } = await eyes(t);
  await closeBatch({ ...options, batchIds: 'b', batchBuildId: 'build 7' });
  assert.deepEqual(paths(), [`b/build%207${query}`]);
});

test("with apiKeyIn: 'header' the key is not in the URL", async (t) => {
  const { options, paths, seen } = await eyes(t);
  await closeBatch({ ...options, batchIds: 'b', apiKeyIn: 'header' });
  assert.deepEqual(paths(), ['b/close/bypointerid']);
  assert.equal(seen[0].headers['x-eyes-api-key'], 'key-in-test');
});

test('the prefix of a server URL is kept', async (t) => {
  const { options, seen } = await eyes(t);
  await new BatchClose(options).setUrl(`${options.serverUrl}/eyes//`).setBatchIds('b').close();
  assert.equal(seen[0].url, `/eyes/api/sessions/batches/b${query}`);
});

test('setters return the object, properties what was set, undefined clears', () => {
  const closing = new BatchClose();
  const set = closing
    .setBatchIds('a')
    .setUrl('https://eyes')
    .setApiKey('k')
    .setProxy('http://proxy');
  assert.equal(set, closing);
  const { batchIds, serverUrl, apiKey, proxy } = closing;
  assert.deepEqual(
    [batchIds, serverUrl, apiKey, proxy],
    [['a'], 'https://eyes', 'k', 'http://proxy'],
  );
  closing.setBatchIds(undefined).setUrl(undefined).setApiKey(undefined).setProxy(undefined);
  for (const name of /** @type {const} */ (['batchIds', 'serverUrl', 'apiKey', 'proxy'])) {
    assert.equal(closing[name], undefined, name);
  }
});

test('setProxy takes a URL with a user name and a password', () => {
  const closing = new BatchClose().setProxy('http://proxy', 'me', 'pass');
  assert.deepEqual(
    { ...Object(closing.proxy) },
    { url: 'http://proxy', username: 'me', password: 'pass' },
  );
});

test('options are copied and never changed', async () => {
  const options = Object.freeze({ batchIds: Object.freeze(['a']), serverUrl: 'https://eyes' });
  const closing = new BatchClose(options).setUrl('https://other').setApiKey('k');
  assert.deepEqual([options.serverUrl, closing.serverUrl], ['https://eyes', 'https://other']);
  const ids = ['a'];
  const listed = new BatchClose({ batchIds: ids });
  ids.push('b');
  assert.deepEqual(listed.batchIds, ['a']);
});

test('a subclass keeps its type through the setters', async (t) => {
  const { options } = await eyes(t);
  class Nightly extends BatchClose {
    close() {
      return this.setBatchIds('nightly') && super.close();
    }
  }
  const report = await new Nightly(options).setApiKey('key-in-test').close();
  assert.deepEqual(report.closed, ['nightly']);
  assert.deepEqual((await Nightly.close(options)).closed, ['nightly']);
});

test('printed, it shows server and IDs, but never the key', () => {
  const closing = new BatchClose({
    batchIds: 'b-1',
    apiKey: 'key-in-test',
    serverUrl: 'http://me:hidden@eyes',
  }).setProxy('http://p', 'u', 'hidden');
  const shown = util.inspect(closing, {
    showHidden: true,
    getters: true,
    depth: 9,
  });
  const expected = { serverUrl: 'http://***@eyes', batchIds: ['b-1'] };
  assert.match(shown, /^BatchClose \{/);
  for (const text of [shown, util.inspect({ closing }), JSON.stringify(closing), String(closing)]) {
    assert.doesNotMatch(text, /hidden|key-in-test/);
  }
  assert.deepEqual(JSON.parse(JSON.stringify(closing)), expected);
});

test('printed, it does not show a key that was put into another place', () => {
  const closing = new BatchClose({ apiKey: 'key-in-test', batchIds: ['b-1', 'key-in-test'] });
  const expected = { serverUrl: 'http://***', batchIds: ['b-1', '***'] };
  assert.deepEqual(JSON.parse(JSON.stringify(closing.setUrl('http://key-in-test'))), expected);
});

test('an SDK ProxySettings is read through toObject()', async (t) => {
  const { options } = await eyes(t);
  class ProxySettings {
    toObject() {
      return { url: 'socks5://proxy' };
    }
    /** @returns {string} */
    get password() {
      return this.password;
    }
  }
  const closing = new BatchClose(options).setBatchIds('b').setProxy(new ProxySettings());
  await assert.rejects(closing.close(), { code: 'INVALID_PROXY' });
});

test('null and undefined options count as unset', async (t) => {
  const { options } = await eyes(t);
  const report = await closeBatch(
    /** @type {any} */ ({
      ...options,
      batchIds: 'b',
      proxy: null,
      timeout: undefined,
      signal: null,
    }),
  );
  assert.deepEqual(report.closed, ['b']);
});
