// @ts-check
'use strict';

// Proxies that break: each closing ends in time, with one CONNECT for each attempt and no more.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeInProcess } = require('../../support/close-in-process.js');
const { startRecordingServer } = require('../../support/recording-server.js');
const { freePort, startSilentServer } = require('../../support/listen.js');
const { startProxy } = require('../../support/proxies.js');
const { ca, servers } = require('../../support/tls.js');

test('a proxy that is down is a network error, tried again', async (t) => {
  for (const eyes of [await startRecordingServer(t), await startRecordingServer(t, servers.good)]) {
    const proxy = `http://127.0.0.1:${await freePort()}`;
    const { error, attempts, output } = await closeInProcess({
      serverUrl: eyes.url,
      proxy,
      retries: 1,
    });
    assert.equal(error?.code, 'NETWORK', output);
    assert.equal(error.cause?.code, 'ECONNREFUSED');
    assert.match(error.message, /proxy/);
    assert.deepEqual(attempts, [2]);
  }
});

test('a proxy whose name does not resolve is a network error', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = 'http://proxy.invalid:3128';
  const { error, output } = await closeInProcess({ serverUrl: eyes.url, proxy });
  assert.equal(error?.code, 'NETWORK', output);
});

test('a proxy that hangs on CONNECT is a timeout', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t, { onConnect: 'hang' });
  const options = { serverUrl: eyes.url, proxy: proxy.url, ca: ca.cert, timeout: 300, retries: 1 };
  const { error, attempts, tookMs, output } = await closeInProcess(options);
  assert.equal(error?.code, 'TIMEOUT', output);
  assert.deepEqual(attempts, [2]);
  assert.equal(proxy.seen.length, 2);
  assert.ok(tookMs < 5000, `${tookMs} ms`);
});

test('a proxy that hangs on CONNECT outlives no total timeout', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t, { onConnect: 'hang' });
  const options = { serverUrl: eyes.url, proxy: proxy.url, totalTimeout: 300, retries: 5 };
  const { error, tookMs, output } = await closeInProcess(options);
  assert.equal(error?.code, 'TIMEOUT', output);
  assert.ok(tookMs < 3000, `${tookMs} ms`);
});

for (const onConnect of /** @type {const} */ (['close', 'reset', 'garbage'])) {
  test(`a proxy that answers CONNECT with ${onConnect} sees one for each attempt`, async (t) => {
    const eyes = await startRecordingServer(t, servers.good);
    const proxy = await startProxy(t, { onConnect });
    const options = { serverUrl: eyes.url, proxy: proxy.url, ca: ca.cert, retries: 2 };
    const { error, attempts, output } = await closeInProcess(options);
    assert.ok(error?.code === 'PROXY' || error?.code === 'NETWORK', output);
    assert.equal(proxy.seen.length, attempts[0]);
    assert.equal(eyes.seen.length, 0);
  });
}

test('a proxy that closes on CONNECT fails every one of many batches, once each', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t, { onConnect: 'close' });
  const batchIds = Array.from({ length: 20 }, (_, index) => `b-${index}`);
  const { error, output } = await closeInProcess({
    batchIds,
    serverUrl: eyes.url,
    proxy: proxy.url,
  });
  assert.equal(error?.code, 'CLOSE_FAILED', output);
  assert.equal(proxy.seen.length, batchIds.length);
});

for (const [status, attempts, then] of /** @type {const} */ ([
  [403, 1, 'not tried again'],
  [502, 2, 'tried again'],
])) {
  test(`a proxy's ${status} to CONNECT is its error with that status, ${then}`, async (t) => {
    const eyes = await startRecordingServer(t, servers.good);
    const proxy = await startProxy(t, { onConnect: status });
    const options = { serverUrl: eyes.url, proxy: proxy.url, ca: ca.cert, retries: 1 };
    const { error, attempts: made, output } = await closeInProcess(options);
    assert.equal(error?.code, 'PROXY', output);
    assert.equal(error.status, status);
    assert.deepEqual(made, [attempts]);
    assert.equal(proxy.seen.length, attempts);
  });
}

for (const scheme of ['http', 'https']) {
  test(`an ${scheme} proxy that never says a word is a timeout`, async (t) => {
    const eyes = await startRecordingServer(t, servers.good);
    const proxy = `${scheme}://localhost:${(await startSilentServer(t)).port}`;
    const { error, output } = await closeInProcess({ serverUrl: eyes.url, proxy, timeout: 300 });
    assert.equal(error?.code, 'TIMEOUT', output);
  });
}

test('a proxy that does not speak TLS is a TLS error when its URL is https', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t);
  const url = proxy.url.replace('http:', 'https:');
  const { error, output } = await closeInProcess({ serverUrl: eyes.url, proxy: url, ca: ca.cert });
  assert.equal(error?.code, 'TLS', output);
});
