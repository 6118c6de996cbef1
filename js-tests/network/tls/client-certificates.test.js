// @ts-check
'use strict';

// Client certificates: sent where one is given, and how their lack or a bad one is reported.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeInProcess } = require('../../support/close-in-process.js');
const { startRecordingServer } = require('../../support/recording-server.js');
const { startProxy } = require('../../support/proxies.js');
const { ca, clients, servers } = require('../../support/tls.js');

const asking = { ...servers.good, ca: ca.cert, requestCert: true, rejectUnauthorized: true };
const { cert, key } = clients.good;

for (const maxVersion of /** @type {const} */ (['TLSv1.2', 'TLSv1.3'])) {
  test(`a client certificate is sent over ${maxVersion}`, async (t) => {
    const eyes = await startRecordingServer(t, { ...asking, maxVersion });
    const { closed, output } = await closeInProcess({
      serverUrl: eyes.url,
      ca: ca.cert,
      cert,
      key,
    });
    assert.deepEqual(closed, ['b-1'], output);
    assert.equal(eyes.seen[0].peer, 'client');
  });
}

test('a client certificate goes through a proxy, and not to it', async (t) => {
  const eyes = await startRecordingServer(t, asking);
  const proxy = await startProxy(t, { tls: { ...asking, rejectUnauthorized: false } });
  const options = { serverUrl: eyes.url, proxy: proxy.url, ca: ca.cert, cert, key };
  const { closed, output } = await closeInProcess(options);
  assert.deepEqual(closed, ['b-1'], output);
  assert.equal(eyes.seen[0].peer, 'client');
  assert.equal(proxy.seen.length, 1);
  assert.equal(proxy.seen[0].peer, undefined);
});

test('without the client certificate that TLS 1.2 asks for it is a TLS error', async (t) => {
  const eyes = await startRecordingServer(t, { ...asking, maxVersion: 'TLSv1.2' });
  const options = { serverUrl: eyes.url, ca: ca.cert, retries: 2 };
  const { error, attempts, output } = await closeInProcess(options);
  assert.equal(error?.code, 'TLS', output);
  assert.match(error.hint ?? '', /client certificate/);
  assert.deepEqual(attempts, [1]);
});

test('a connection closed as TLS 1.3 does without a client certificate hints at one', async (t) => {
  const eyes = await startRecordingServer(t, asking);
  const { error, output } = await closeInProcess({ serverUrl: eyes.url, ca: ca.cert });
  assert.equal(error?.code, 'NETWORK', output);
  assert.match(error.hint ?? '', /client certificate/);
  assert.equal(eyes.seen.length, 0);
});

test("a client certificate of nobody's is not accepted", async (t) => {
  const eyes = await startRecordingServer(t, asking);
  const { cert, key } = clients.stranger;
  const { error, output } = await closeInProcess({ serverUrl: eyes.url, ca: ca.cert, cert, key });
  assert.ok(error?.code === 'NETWORK' || error?.code === 'TLS', output);
  assert.equal(eyes.seen.length, 0);
});

const damaged = ca.cert.replace(/\n[^-]{4}/, '\n....');
const unusable = /** @type {const} */ ([
  ['ca', 'that is no PEM', { ca: 'not a certificate' }],
  ['ca', 'that is empty', { ca: '' }],
  ['ca', 'that is an empty list', { ca: [] }],
  ['ca', 'with a damaged certificate in it', { ca: [ca.cert, damaged] }],
  ['cert', 'that is no PEM', { ca: ca.cert, cert: 'not a certificate', key }],
  ['key', 'without its certificate', { ca: ca.cert, key }],
  ['key', 'that is no PEM', { ca: ca.cert, cert, key: 'Secret-Mark' }],
  ['cert', 'without its key', { ca: ca.cert, cert }],
  ['key', 'of another certificate', { ca: ca.cert, cert, key: clients.stranger.key }],
]);
for (const [option, what, given] of unusable) {
  test(`a ${option} ${what} is an invalid option, and nothing is sent`, async (t) => {
    const eyes = await startRecordingServer(t, asking);
    const { error, output } = await closeInProcess({ serverUrl: eyes.url, ...given });
    assert.equal(error?.code, 'INVALID_OPTION', output);
    assert.equal(error.option, option);
    assert.doesNotMatch(output, /Secret-Mark|PRIVATE KEY/);
    assert.equal(eyes.seen.length, 0);
  });
}
