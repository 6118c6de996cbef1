// @ts-check
'use strict';

// What tinyproxy lets through and how its refusals are reported.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeInProcess } = require('../../support/close-in-process.js');
const { startRecordingServer } = require('../../support/recording-server.js');
const { freePort } = require('../../support/listen.js');
const { startTinyproxy } = require('../../support/proxy-programs.js');
const { ca, servers } = require('../../support/tls.js');

const credentials = { username: 'someone', password: 'Secret-Mark' };

test('tinyproxy carries closings to an http and an https server', async (t) => {
  const http = await startRecordingServer(t);
  const https = await startRecordingServer(t, servers.good);
  const tinyproxy = await startTinyproxy(t, { connectPorts: [https.port] });
  for (const eyes of [http, https]) {
    const options = { serverUrl: eyes.url, proxy: tinyproxy.url, ca: ca.cert };
    const { closed, output } = await closeInProcess(options);
    assert.deepEqual(closed, ['b-1'], output);
  }
  assert.match(http.seen[0].headers.via ?? '', /tinyproxy/);
});

test('tinyproxy accepts credentials, for http and https', async (t) => {
  const http = await startRecordingServer(t);
  const https = await startRecordingServer(t, servers.good);
  const tinyproxy = await startTinyproxy(t, { credentials, connectPorts: [https.port] });
  for (const eyes of [http, https]) {
    const proxy = { url: tinyproxy.url, ...credentials };
    const { closed, output } = await closeInProcess({ serverUrl: eyes.url, proxy, ca: ca.cert });
    assert.deepEqual(closed, ['b-1'], output);
  }
});

test("without credentials tinyproxy's 407 is the proxy's error, for http and https", async (t) => {
  const http = await startRecordingServer(t);
  const https = await startRecordingServer(t, servers.good);
  const tinyproxy = await startTinyproxy(t, { credentials, connectPorts: [https.port] });
  for (const eyes of [http, https]) {
    const options = { serverUrl: eyes.url, proxy: tinyproxy.url, ca: ca.cert };
    const { error, output } = await closeInProcess(options);
    assert.equal(error?.code, 'PROXY', output);
    assert.equal(error.status, 407);
  }
});

test("tinyproxy's 401 to wrong credentials is the proxy's error for https", async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const tinyproxy = await startTinyproxy(t, { credentials, connectPorts: [eyes.port] });
  const proxy = { url: tinyproxy.url, username: 'someone', password: 'Wr0ng-Mark' };
  const { error, output } = await closeInProcess({ serverUrl: eyes.url, proxy, ca: ca.cert });
  assert.equal(error?.code, 'PROXY', output);
  assert.equal(error.status, 401);
  assert.doesNotMatch(output, /Wr0ng-Mark/);
});

test("tinyproxy's 401 for http is reported as the server's or the proxy's", async (t) => {
  const eyes = await startRecordingServer(t);
  const tinyproxy = await startTinyproxy(t, { credentials });
  const proxy = { url: tinyproxy.url, username: 'someone', password: 'Wr0ng-Mark' };
  const { error, output } = await closeInProcess({ serverUrl: eyes.url, proxy });
  assert.equal(error?.code, 'UNAUTHORIZED', output);
  assert.equal(error.status, 401);
  assert.match(`${error.message} ${error.hint}`, /proxy/);
  assert.equal(eyes.seen.length, 0);
});

test("a port that tinyproxy refuses is the proxy's error, and the hint names the port", async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const tinyproxy = await startTinyproxy(t);
  const options = { serverUrl: eyes.url, proxy: tinyproxy.url, ca: ca.cert };
  const { error, output } = await closeInProcess(options);
  assert.equal(error?.code, 'PROXY', output);
  assert.equal(error.status, 403);
  assert.match(error.hint ?? '', new RegExp(`CONNECT.*${eyes.port}`));
});

test("a server that tinyproxy cannot reach is reported with tinyproxy's status", async (t) => {
  const port = await freePort();
  const tinyproxy = await startTinyproxy(t, { connectPorts: [port] });
  const serverUrl = `https://localhost:${port}`;
  const { error, output } = await closeInProcess({ serverUrl, proxy: tinyproxy.url });
  assert.equal(error?.code, 'PROXY', output);
  assert.equal(error.status, 500);
});
