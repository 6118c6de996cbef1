// @ts-check
'use strict';

// What can't be meant is refused before anything is sent, with a code, the option, and what is wrong with it. All that is
// refused is in tests/config/refusals.rs: here are the kinds of JavaScript's values, and the words.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { BatchCloseError, closeBatch } = require('eyes-batch-close');

/** Options that nothing can be sent with: what is wrong is found before. */
const offline = { batchIds: ['b-1'], serverUrl: 'http://127.0.0.1:9', apiKey: 'key-in-test' };

/** @param {Promise<unknown>} closing @returns {Promise<any>} */
async function failure(closing) {
  const error = await closing.then(
    () => assert.fail('close() resolved'),
    (thrown) => thrown,
  );
  assert.ok(error instanceof BatchCloseError, String(error));
  return error;
}

const word = 'is the word undefined or null, which an unset variable leaves behind';
const ID_HINT = 'Give the ID that the tests ran with (their APPLITOOLS_BATCH_ID).';

/**
 * What is wrong, by the code of its error; each message begins with the option.
 *
 * @type {Record<string, [what: string, options: any, message: string][]>}
 */
const refusals = {
  NO_BATCH_ID: [
    ['no batch', { batchIds: undefined }, 'batchIds names no batch to close'],
    ['an empty list', { batchIds: [] }, 'batchIds names no batch to close'],
  ],
  INVALID_BATCH_ID: [
    ['a blank ID', { batchIds: ['a', ' '] }, 'batchIds[1] (" ") is blank'],
    ['the ID undefined', { batchIds: ['undefined'] }, `batchIds[0] ("undefined") ${word}`],
    ['a number as ID', { batchIds: [7] }, 'batchIds[0] must be a string, not a number'],
    ['null as ID', { batchIds: [null] }, 'batchIds[0] must be a string, not null'],
    ['the API key as ID', { batchIds: ['a', 'key-in-test'] }, 'batchIds[1] is the API key'],
    ['a path as ID', { batchIds: '..' }, 'batchIds ("..") is a path, not an ID'],
    ['a control character', { batchIds: 'a\nb' }, 'batchIds ("a\\nb") has control characters'],
    [
      'a lone surrogate',
      { batchIds: 'a\ud800' },
      'batchIds must be a string, not text with a lone surrogate',
    ],
  ],
  NO_API_KEY: [
    ['no API key', { apiKey: undefined }, 'apiKey is not set, nor is APPLITOOLS_API_KEY'],
    ['a blank API key', { apiKey: ' ' }, 'apiKey is blank, "undefined" or "null"'],
  ],
  INVALID_SERVER_URL: [
    ['a server URL without scheme', { serverUrl: 'eyes:80' }, 'serverUrl has no scheme'],
    ['a port that is none', { serverUrl: 'http://eyes:99999' }, 'serverUrl has an invalid port'],
    [
      'credentials in the server URL',
      { serverUrl: 'http://a:b@eyes' },
      'serverUrl has credentials',
    ],
  ],
  INVALID_PROXY: [
    ['a SOCKS proxy', { proxy: 'socks5://p' }, 'proxy has a scheme that is neither http nor https'],
    ['a proxy without URL', { proxy: {} }, 'proxy must have a url that is a string'],
  ],
  INVALID_OPTION: [
    [
      'a timeout of 0',
      { timeout: 0 },
      'timeout must be a whole number from 1 to 2147483647, not 0',
    ],
    [
      'half a retry',
      { retries: 0.5 },
      'retries must be a whole number from 0 to 100, not a fraction',
    ],
    [
      'a timeout as text',
      { totalTimeout: '5' },
      'totalTimeout must be a whole number from 1 to 2147483647, not "5"',
    ],
    [
      '33 at a time',
      { concurrency: 33 },
      'concurrency must be a whole number from 1 to 32, not 33',
    ],
    ['another place for the key', { apiKeyIn: 'body' }, "apiKeyIn must be 'query' or 'header'"],
    [
      'ignoreMissing as text',
      { ignoreMissing: 'yes' },
      'ignoreMissing must be true or false, not a string',
    ],
    ['an onResult that is none', { onResult: {} }, 'onResult must be a function, not an object'],
    ['a signal that is none', { signal: {} }, 'signal must be an AbortSignal, not an object'],
    ['a cert without key', { cert: 'pem' }, 'cert needs key (--key), too'],
    [
      'fetch and proxy',
      { fetch, proxy: 'http://p' },
      "fetch can't be combined with proxy, ca, cert and key: it makes its own connections",
    ],
  ],
};

for (const [code, rows] of Object.entries(refusals)) {
  for (const [what, options, message] of rows) {
    test(`${what} is refused with ${code} before anything is sent`, async () => {
      const error = await failure(closeBatch({ ...offline, ...options }));
      assert.deepEqual(
        { code: error.code, option: error.option, message: error.message },
        { code, option: /^\w+/.exec(message)?.[0], message },
      );
      assert.deepEqual(error.report, { results: [], closed: [], failed: [] });
      assert.equal(error.name, 'BatchCloseError');
      assert.match(error.stack, /^BatchCloseError: /);
      if (code === 'INVALID_BATCH_ID') assert.equal(error.hint, ID_HINT);
    });
  }
}
