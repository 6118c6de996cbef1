// @ts-check
'use strict';

// Which proxy a closing goes through, what the proxy and the server see of it, and that nothing is
// loaded for it where there is none.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeInProcess } = require('../../support/close-in-process.js');
const { startRecordingServer } = require('../../support/recording-server.js');
const { startProxy } = require('../../support/proxies.js');
const { ca, servers } = require('../../support/tls.js');

const credentials = { username: 'someone', password: 'Secret-Mark' };
const token = `Basic ${Buffer.from('someone:Secret-Mark').toString('base64')}`;

test('without a proxy nothing is loaded for one', async (t) => {
  const eyes = await startRecordingServer(t);
  const { closed, usedUndici } = await closeInProcess({ serverUrl: eyes.url });
  assert.deepEqual(closed, ['b-1']);
  assert.equal(usedUndici, false);
});

test('with a proxy the request goes to it alone', async (t) => {
  const eyes = await startRecordingServer(t);
  const proxy = await startProxy(t);
  const { closed, usedUndici } = await closeInProcess({ serverUrl: eyes.url, proxy: proxy.url });
  assert.deepEqual(closed, ['b-1']);
  assert.equal(usedUndici, true);
  assert.deepEqual(
    proxy.seen.map(({ method, url }) => `${method} ${url}`),
    [`DELETE ${eyes.url}${eyes.seen[0].url}`],
  );
});

test('the credentials go to the proxy and to nobody else', async (t) => {
  const http = await startRecordingServer(t);
  const https = await startRecordingServer(t, servers.good);
  for (const eyes of [http, https]) {
    const proxy = await startProxy(t, { credentials });
    const options = { serverUrl: eyes.url, proxy: { url: proxy.url, ...credentials }, ca: ca.cert };
    const { closed, output } = await closeInProcess(options, { APPLITOOLS_SHOW_LOGS: 'true' });
    assert.deepEqual(closed, ['b-1'], output);
    assert.equal(proxy.seen[0].headers['proxy-authorization'], token);
    assert.doesNotMatch(JSON.stringify(eyes.seen) + output, /Secret-Mark|Basic /);
  }
});

test('the API key of an https closing is not for the proxy', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t);
  const options = { serverUrl: eyes.url, proxy: proxy.url, ca: ca.cert, apiKey: 'Key-Mark' };
  await closeInProcess(options);
  assert.equal(eyes.seen.length, 1);
  assert.doesNotMatch(JSON.stringify(proxy.seen), /Key-Mark/);
});

test('a user name without a password is sent', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const credentials = { username: 'only', password: '' };
  const proxy = await startProxy(t, { credentials });
  const options = { serverUrl: eyes.url, proxy: { url: proxy.url, username: 'only' }, ca: ca.cert };
  const { closed, output } = await closeInProcess(options);
  assert.deepEqual(closed, ['b-1'], output);
});

test('an https proxy carries closings to an http and an https server', async (t) => {
  for (const eyes of [await startRecordingServer(t), await startRecordingServer(t, servers.good)]) {
    const proxy = await startProxy(t, { tls: servers.good });
    const options = { serverUrl: eyes.url, proxy: proxy.url, ca: ca.cert };
    const { closed, output } = await closeInProcess(options);
    assert.deepEqual(closed, ['b-1'], output);
    assert.equal(proxy.seen.length, 1);
  }
});

test('an https proxy may be given by its address', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t, { tls: servers.good });
  const options = { serverUrl: eyes.url, proxy: `https://127.0.0.1:${proxy.port}`, ca: ca.cert };
  const { closed, output } = await closeInProcess(options);
  assert.deepEqual(closed, ['b-1'], output);
});

test("an https proxy with another host's certificate is a TLS error", async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t, { tls: servers.wrongHost });
  const options = { serverUrl: eyes.url, proxy: proxy.url, ca: ca.cert, retries: 2 };
  const { error, attempts, output } = await closeInProcess(options);
  assert.equal(error?.code, 'TLS', output);
  assert.deepEqual(attempts, [1]);
  assert.equal(proxy.seen.length, 0);
});

test('an https proxy whose CA is not known is a TLS error', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t, { tls: servers.good });
  const { error, output } = await closeInProcess({ serverUrl: eyes.url, proxy: proxy.url });
  assert.equal(error?.code, 'TLS', output);
});

test('a proxy given is used for a host that NO_PROXY names too', async (t) => {
  const eyes = await startRecordingServer(t);
  const proxy = await startProxy(t);
  const options = { serverUrl: eyes.url, proxy: proxy.url };
  await closeInProcess(options, { NO_PROXY: '*', no_proxy: 'localhost' });
  assert.equal(proxy.seen.length, 1);
});

test('APPLITOOLS_PROXY_URL with credentials is used before HTTP_PROXY', async (t) => {
  const eyes = await startRecordingServer(t);
  const proxy = await startProxy(t, { credentials });
  const other = await startProxy(t);
  const url = proxy.url.replace('://', '://someone:Secret-Mark@');
  const variables = { APPLITOOLS_PROXY_URL: url, HTTP_PROXY: other.url };
  const { closed, output } = await closeInProcess({ serverUrl: eyes.url }, variables);
  assert.deepEqual(closed, ['b-1'], output);
  assert.equal(proxy.seen.length, 1);
  assert.equal(other.seen.length, 0);
});

test('HTTPS_PROXY carries a closing to an https server', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const proxy = await startProxy(t);
  const { closed, output } = await closeInProcess(
    { serverUrl: eyes.url, ca: ca.cert },
    { HTTPS_PROXY: proxy.url },
  );
  assert.deepEqual(closed, ['b-1'], output);
  assert.equal(proxy.seen[0].method, 'CONNECT');
});

test('http_proxy carries a closing to an http server', async (t) => {
  const eyes = await startRecordingServer(t);
  const proxy = await startProxy(t);
  const { closed, output } = await closeInProcess(
    { serverUrl: eyes.url },
    { http_proxy: proxy.url },
  );
  assert.deepEqual(closed, ['b-1'], output);
  assert.equal(proxy.seen.length, 1);
});

test('a host that NO_PROXY names is reached directly, and nothing is loaded', async (t) => {
  const eyes = await startRecordingServer(t);
  const proxy = await startProxy(t);
  const variables = { HTTP_PROXY: proxy.url, NO_PROXY: 'example.com, localhost' };
  const { closed, usedUndici, output } = await closeInProcess({ serverUrl: eyes.url }, variables);
  assert.deepEqual(closed, ['b-1'], output);
  assert.equal(proxy.seen.length, 0);
  assert.equal(usedUndici, false);
});
