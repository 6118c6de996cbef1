// @ts-check
'use strict';

// Whose certificates are trusted, and how those that are not are reported.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const { closeInProcess } = require('../../support/close-in-process.js');
const { startRecordingServer } = require('../../support/recording-server.js');
const { startSilentServer } = require('../../support/listen.js');
const { ca, caFile, otherCa, servers } = require('../../support/tls.js');

const bytes = new TextEncoder().encode(ca.cert);
for (const [what, given] of Object.entries({
  'a text': ca.cert,
  bytes,
  'a list': [otherCa.cert, bytes],
  'a bundle': `# two of them\n${otherCa.cert}${ca.cert}`,
})) {
  test(`a private CA given as ${what} is trusted`, async (t) => {
    const eyes = await startRecordingServer(t, servers.good);
    const { closed, output } = await closeInProcess({ serverUrl: eyes.url, ca: given });
    assert.deepEqual(closed, ['b-1'], output);
  });
}

test('a private CA in NODE_EXTRA_CA_CERTS is trusted, and nothing is loaded for it', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const variables = { NODE_EXTRA_CA_CERTS: caFile(t) };
  const { closed, usedUndici, output } = await closeInProcess({ serverUrl: eyes.url }, variables);
  assert.deepEqual(closed, ['b-1'], output);
  assert.equal(usedUndici, false);
});

test('a CA given is trusted beside those of NODE_EXTRA_CA_CERTS, not instead of them', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const variables = { NODE_EXTRA_CA_CERTS: caFile(t) };
  const { closed, output } = await closeInProcess(
    { serverUrl: eyes.url, ca: otherCa.cert },
    variables,
  );
  assert.deepEqual(closed, ['b-1'], output);
});

test('a NODE_EXTRA_CA_CERTS that is not there does not stop a CA given', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const file = caFile(t);
  fs.rmSync(file);
  const variables = { NODE_EXTRA_CA_CERTS: file };
  const { closed, output } = await closeInProcess({ serverUrl: eyes.url, ca: ca.cert }, variables);
  assert.deepEqual(closed, ['b-1'], output);
});

test('a private CA that nobody trusts is a TLS error that says how to trust it', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  for (const given of [undefined, otherCa.cert]) {
    const options = { serverUrl: eyes.url, ca: given, retries: 2 };
    const { error, attempts, output } = await closeInProcess(options);
    assert.equal(error?.code, 'TLS', output);
    assert.equal(error.cause?.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    assert.match(error.hint ?? '', /NODE_EXTRA_CA_CERTS/);
    assert.match(error.hint ?? '', /\bca\b/);
    assert.deepEqual(attempts, [1]);
    assert.equal(eyes.seen.length, 0);
  }
});

for (const [what, identity, code] of /** @type {const} */ ([
  ['expired', servers.expired, 'CERT_HAS_EXPIRED'],
  ['not yet valid', servers.notYetValid, 'CERT_NOT_YET_VALID'],
  ["another host's", servers.wrongHost, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['self-signed', servers.selfSigned, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
])) {
  test(`a certificate that is ${what} is a TLS error, not tried again`, async (t) => {
    const eyes = await startRecordingServer(t, identity);
    const options = { serverUrl: eyes.url, ca: ca.cert, retries: 2 };
    const { error, attempts, output } = await closeInProcess(options);
    assert.equal(error?.code, 'TLS', output);
    assert.equal(error.cause?.code, code);
    assert.deepEqual(attempts, [1]);
    assert.equal(eyes.seen.length, 0);
  });
}

test('a certificate is checked by the fetch of the runtime too', async (t) => {
  const eyes = await startRecordingServer(t, servers.expired);
  const variables = { NODE_EXTRA_CA_CERTS: caFile(t) };
  const { error, usedUndici, output } = await closeInProcess({ serverUrl: eyes.url }, variables);
  assert.equal(error?.code, 'TLS', output);
  assert.equal(error.cause?.code, 'CERT_HAS_EXPIRED');
  assert.equal(usedUndici, false);
});

test('an https URL of a server that speaks http is a TLS error', async (t) => {
  const eyes = await startRecordingServer(t);
  const serverUrl = eyes.url.replace('http:', 'https:');
  const { error, output } = await closeInProcess({ serverUrl });
  assert.equal(error?.code, 'TLS', output);
});

test('an http URL of a server that speaks https is a network error', async (t) => {
  const eyes = await startRecordingServer(t, servers.good);
  const serverUrl = eyes.url.replace('https:', 'http:');
  const { error, output } = await closeInProcess({ serverUrl });
  assert.equal(error?.code, 'NETWORK', output);
});

test('a server that never answers the TLS handshake is a timeout', async (t) => {
  const serverUrl = `https://localhost:${(await startSilentServer(t)).port}`;
  const { error, output } = await closeInProcess({ serverUrl, ca: ca.cert, timeout: 300 });
  assert.equal(error?.code, 'TIMEOUT', output);
});
