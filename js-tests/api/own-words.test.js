// @ts-check
'use strict';

// Our own words are never masked, however short a key is, and whatever a proxy's user is called: only what others said is.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { answer, hang, page, startFaultServer } = require('../support/fault-server.js');
const { freePort } = require('../support/listen.js');

/** @typedef {import('../support/close.js').BatchCloseOptions} BatchCloseOptions */

/** Keys that are parts of our own words. */
const SHORT = [
  'k',
  'e',
  'B',
  'a',
  'Batch',
  'the',
  'was',
  'http',
  'API',
  'key',
  'timeout',
  'apiKey',
  'Check',
  '4',
  '(',
  '"',
];
const LONG = 'Xq7Lm2Vt9Zc4Rn8';

/** @param {any} error */
const said = ({ message, hint, problem }) => [message, hint, problem];

const STEPS = {
  400: answer(400),
  401: answer(401),
  404: answer(404),
  503: answer(503),
  page: page(),
  hang,
};

test('a short key leaves each of our messages as it is', async (t) => {
  const server = await startFaultServer(t, STEPS);
  const options = { batchIds: Object.keys(STEPS), retries: 0, timeout: 600 };
  const words = async (/** @type {string} */ apiKey) => {
    const { report, error } = await closeBatches(server, { ...options, apiKey });
    return [...report.results.map((result) => said(result.error)), error?.hint];
  };
  const asWithLong = await words(LONG);
  // The ID is what others said: in these it has no letter of the key.
  for (const apiKey of SHORT) {
    const own = (/** @type {unknown} */ text) =>
      JSON.stringify(text).replace(/Batch \\"[^"]*\\"/g, 'Batch');
    assert.equal(own(await words(apiKey)), own(asWithLong), `the key ${apiKey}`);
  }
});

for (const [what, options] of /** @type {[string, BatchCloseOptions][]} */ ([
  ['a timeout that is none', { timeout: 0 }],
  ['retries that are none', { retries: 101 }],
  ['a server URL that is none', { serverUrl: 'eyes' }],
  ['a proxy that is none', { proxy: 'socks5://p' }],
  ['a shard that is none', { shard: '5/4', store: 'redis://x' }],
  ['no ID', { batchIds: [] }],
  ['a certificate that is none', { ca: 'none' }],
])) {
  test(`a short key leaves what is said of ${what} as it is`, async (t) => {
    const server = await startFaultServer(t);
    const { error: expected } = await closeBatches(server, { ...options, apiKey: LONG });
    assert.ok(expected);
    for (const apiKey of SHORT) {
      const { error } = await closeBatches(server, { ...options, apiKey });
      assert.deepEqual([...said(error), error?.cause], [...said(expected), expected.cause]);
    }
  });
}

test("a proxy's user and password leave our words as they are", async (t) => {
  const port = await freePort();
  const refusing = await startFaultServer(t, { a: answer(407) });
  for (const [username, password] of [
    ['http', 'proxy'],
    ['user', 'password'],
    ['the', 'a'],
    ['e', 'k'],
  ]) {
    const proxied = async (/** @type {number} */ at) => {
      const proxy = { url: `http://127.0.0.1:${at}`, username, password };
      const options = {
        batchIds: 'a',
        apiKey: LONG,
        proxy,
        serverUrl: 'http://eyes.test',
        retries: 0,
      };
      return (await closeBatches(refusing, options)).error;
    };
    const wrong = await proxied(refusing.port);
    const hint =
      "Give the proxy's URL with its user name and password: http://user:password@host:port.";
    assert.equal(wrong?.hint, hint);
    assert.match(
      String(wrong?.message),
      /: the proxy http:\/\/127\.0\.0\.1:\d+ wants other credentials$/,
    );
    const missing = await proxied(port);
    assert.equal(missing?.hint, "Check the proxy's address, and that it runs.");
    assert.match(
      String(missing?.message),
      /: the proxy http:\/\/127\.0\.0\.1:\d+ could not be reached/,
    );
  }
});

test('what others said is masked by a short key all the same', async (t) => {
  const server = await startFaultServer(t, {
    a: answer(400, {}, 'your key is k1, by http://u:p@h'),
  });
  const { error } = await closeBatches(server, { apiKey: 'k1', batchIds: 'a' });
  assert.match(String(error?.message), /400: your key is \*\*\*, by http:\/\/\*\*\*@h$/);
});
