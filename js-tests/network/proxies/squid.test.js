// @ts-check
'use strict';

// What squid, with the rules that Debian gives it, lets through and how its refusals are reported.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeInProcess } = require('../../support/close-in-process.js');
const { startRecordingServer } = require('../../support/recording-server.js');
const { freePort } = require('../../support/listen.js');
const { startSquid } = require('../../support/proxy-programs.js');
const { ca, servers } = require('../../support/tls.js');

const credentials = { username: 'us er@x', password: 'p@ss w/ör%d#?&' };
const inUrl = Object.values(credentials).map(encodeURIComponent).join(':');

test('squid carries a closing to an http server', async (t) => {
  const eyes = await startRecordingServer(t);
  const squid = await startSquid(t);
  const { closed } = await closeInProcess({ serverUrl: eyes.url, proxy: squid.url });
  assert.deepEqual(closed, ['b-1']);
  assert.equal(eyes.seen.length, 1);
  assert.match(eyes.seen[0].headers.via ?? '', /squid/);
});

test('squid carries a closing to an https server', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const squid = await startSquid(t, { connectPorts: [eyes.port] });
  const { closed } = await closeInProcess({ serverUrl: eyes.url, proxy: squid.url, ca: ca.cert });
  assert.deepEqual(closed, ['b-1']);
});

test('squid carries many closings at once', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const squid = await startSquid(t, { connectPorts: [eyes.port] });
  const batchIds = Array.from({ length: 50 }, (_, index) => `b-${index}`);
  const options = { batchIds, serverUrl: eyes.url, proxy: squid.url, ca: ca.cert };
  const { closed } = await closeInProcess(options);
  assert.deepEqual(closed, batchIds);
});

test('squid accepts credentials with special characters, for http and https', async (t) => {
  const http = await startRecordingServer(t);
  const https = await startRecordingServer(t, servers.good);
  const squid = await startSquid(t, { credentials, connectPorts: [https.port] });
  for (const eyes of [http, https]) {
    const proxy = { url: squid.url, ...credentials };
    const { closed, output } = await closeInProcess({ serverUrl: eyes.url, proxy, ca: ca.cert });
    assert.deepEqual(closed, ['b-1'], output);
    assert.equal(eyes.seen[0].headers['proxy-authorization'], undefined);
  }
});

test('squid accepts credentials that stand percent-encoded in the proxy URL', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const squid = await startSquid(t, { credentials, connectPorts: [eyes.port] });
  const proxy = squid.url.replace('://', `://${inUrl}@`);
  const { closed, output } = await closeInProcess({ serverUrl: eyes.url, proxy, ca: ca.cert });
  assert.deepEqual(closed, ['b-1'], output);
});

for (const [what, given] of Object.entries({
  'no credentials': {},
  'wrong credentials': { username: credentials.username, password: 'Wr0ng-Mark' },
})) {
  test(`with ${what} squid's 407 is the proxy's error, for http and https`, async (t) => {
    const http = await startRecordingServer(t);
    const https = await startRecordingServer(t, servers.good);
    const squid = await startSquid(t, { credentials, connectPorts: [https.port] });
    for (const eyes of [http, https]) {
      const proxy = { url: squid.url, ...given };
      const options = { serverUrl: eyes.url, proxy, ca: ca.cert, retries: 2 };
      const { error, attempts, output } = await closeInProcess(options);
      assert.equal(error?.code, 'PROXY', output);
      assert.equal(error.status, 407);
      assert.deepEqual(attempts, [1]);
      assert.match(`${error.message} ${error.hint}`, /credentials|user name|password/i);
      assert.doesNotMatch(output, /Wr0ng-Mark/);
      assert.equal(eyes.seen.length, 0);
    }
  });
}

test("a port that squid refuses is the proxy's error, and the hint names the port", async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const squid = await startSquid(t);
  const options = { serverUrl: eyes.url, proxy: squid.url, ca: ca.cert, retries: 2 };
  const { error, attempts, output } = await closeInProcess(options);
  assert.equal(error?.code, 'PROXY', output);
  assert.equal(error.status, 403);
  assert.deepEqual(attempts, [1]);
  assert.match(error.hint ?? '', new RegExp(`CONNECT.*${eyes.port}`));
});

test("a server that squid cannot reach is reported with squid's status", async (t) => {
  const port = await freePort();
  const squid = await startSquid(t, { connectPorts: [port] });
  const https = await closeInProcess({ serverUrl: `https://localhost:${port}`, proxy: squid.url });
  assert.equal(https.error?.code, 'PROXY', https.output);
  assert.equal(https.error.status, 503);
  const http = await closeInProcess({ serverUrl: `http://localhost:${port}`, proxy: squid.url });
  assert.equal(http.error?.code, 'HTTP_ERROR', http.output);
  assert.equal(http.error.status, 503);
});

test("behind squid the server's certificate is checked all the same", async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const squid = await startSquid(t, { connectPorts: [eyes.port] });
  const { error, output } = await closeInProcess({ serverUrl: eyes.url, proxy: squid.url });
  assert.equal(error?.code, 'TLS', output);
  assert.equal(eyes.seen.length, 0);
});
