// @ts-check
'use strict';

// Options and answers of any kind: close() always ends, with a report or a BatchCloseError, and
// sends nothing but the requests for the very batches that were given.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const fc = require('fast-check');
const { BatchClose, BatchCloseError } = require('eyes-batch-close');

/** @typedef {{ url: string, init: any }} Sent */

const RUNS = 1000;
const ENOUGH_MS = 10_000;
const NAMES = `batchIds serverUrl apiKey proxy batchBuildId apiKeyIn timeout totalTimeout retries
  concurrency ignoreMissing signal onResult fetch ca cert key`.split(/\s+/);

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
});
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  // Code units as they come, lone surrogates among them.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom(...'.%2eE/\\?#&=+:@; \t\n\0ab\u200b\ufeff\u0085é😀'), { maxLength: 12 })
    .map((parts) => parts.join('')),
  fc.constantFrom('.', '..', '%2e', '%2E%2e', '../..', 'a/../b', 'null', 'undefined', '\ud800'),
);
const host = fc.constantFrom('http://127.0.0.1', 'https://eyes.test:8443', 'HTTP://[::1]:80');
const url = fc.oneof(
  fc.webUrl(),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.tuple(host, text).map((parts) => parts.join('/')),
  text,
);

/** Without the white space around it, be it Unicode's or JavaScript's. @param {unknown} value */
const trimmed = (value) => String(value).replace(/^[\s\u0085]+|[\s\u0085]+$/g, '');

/** @param {() => any} [answer] */
function recorder(answer = () => new Response()) {
  /** @type {Sent[]} */
  const sent = [];
  const fetch = async (/** @type {string} */ target, /** @type {any} */ init) => {
    sent.push({ url: target, init });
    return answer();
  };
  return { sent, fetch };
}

/**
 * The report of a call, which must end, and with nothing else than a BatchCloseError.
 *
 * @param {() => Promise<any>} call
 */
async function reportOf(call) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not end')), ENOUGH_MS);
  });
  try {
    return await Promise.race([call(), tooLong]);
  } catch (error) {
    if (!(error instanceof BatchCloseError)) throw error;
    assert.match(error.code, /^[A-Z_]+$/);
    return error.report;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The batch ID of a request, which must be the documented one, read by a URL parser as written.
 *
 * @param {Sent} sent
 * @param {{ serverUrl?: unknown, batchBuildId?: unknown }} options
 */
function batchIdOf({ url: target, init }, { serverUrl, batchBuildId }) {
  const parsed = new URL(target);
  assert.equal(parsed.href, target);
  assert.deepEqual([init.method, init.redirect], ['DELETE', 'manual']);
  assert.equal(parsed.username + parsed.password + parsed.hash, '');

  const server = new URL(trimmed(serverUrl) || 'https://eyesapi.applitools.com');
  assert.equal(parsed.origin, server.origin);
  const prefix = server.pathname.replace(/\/+$/, '');
  assert.ok(parsed.pathname.startsWith(`${prefix}/`), target);
  const segments = parsed.pathname.slice(prefix.length).split('/');
  const batchId = decodeURIComponent(segments[4]);
  const builds = segments.length === 8 ? [decodeURIComponent(segments[5])] : [];
  const names = [...segments.slice(0, 4), ...segments.slice(-2)];
  assert.deepEqual(names, ['', 'api', 'sessions', 'batches', 'close', 'bypointerid']);
  assert.equal(segments.length, 7 + builds.length);
  assert.deepEqual(builds.map(trimmed), batchBuildId === undefined ? [] : [trimmed(batchBuildId)]);
  return batchId;
}

test('an ID is closed under its own path or refused, and so is a server URL', async () => {
  const options = fc.record(
    {
      batchIds: fc.oneof(text, fc.array(text, { maxLength: 4 })),
      serverUrl: url,
      batchBuildId: text,
    },
    { requiredKeys: ['batchIds', 'serverUrl'] },
  );
  const property = fc.asyncProperty(options, async (given) => {
    const { sent, fetch } = recorder();
    const report = await reportOf(() => BatchClose.close({ ...given, apiKey: 'k', fetch }));
    const closedIds = sent.map((request) => batchIdOf(request, given));
    assert.deepEqual(closedIds, report.closed);
    const ids = new Set([given.batchIds].flat().map(trimmed));
    assert.ok(closedIds.every((id) => ids.has(trimmed(id))));
    assert.equal(closedIds.length, new Set(closedIds).size);
  });
  await fc.assert(property, { numRuns: 2 * RUNS });
});

test('options of any type end in a report or a BatchCloseError', async (t) => {
  const good = { batchIds: 'b-1', serverUrl: 'http://127.0.0.1:1', apiKey: 'k', retries: 0 };
  const { fetch } = recorder();
  t.mock.method(globalThis, 'fetch', fetch);
  const value = fc.oneof(
    anything,
    text,
    fc.constantFrom(fetch, AbortSignal.abort(), null, 1, true),
  );
  const some = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 3 });
  const property = fc.asyncProperty(some, anything, async (odd, noOptions) => {
    // A proxy would be connected to, were it an address.
    const { proxy, ...rest } = /** @type {any} */ (odd);
    const harmless = typeof proxy === 'string' ? `no-scheme://${proxy}` : proxy;
    await reportOf(() => new BatchClose({ ...good, ...rest, proxy: harmless }).close());
    await reportOf(() => new BatchClose({ ...good, fetch, ...rest }).close());
    await reportOf(() => new BatchClose(/** @type {any} */ (noOptions)).close());
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('setters take anything, and give it back', async (t) => {
  const { fetch } = recorder();
  t.mock.method(globalThis, 'fetch', fetch);
  const property = fc.asyncProperty(anything, fc.array(anything), text, async (one, many, word) => {
    const batch = /** @type {any} */ (new BatchClose({ retries: 0 }));
    batch
      .setBatchIds(...many)
      .setUrl(one)
      .setApiKey(one)
      .setProxy(one);
    assert.ok(Object.is(batch.serverUrl, one));
    assert.ok(Object.is(batch.apiKey, one));
    assert.ok(Object.is(batch.proxy, one));
    assert.ok(Array.isArray(batch.batchIds) || batch.batchIds === undefined);
    await reportOf(() => batch.setProxy('no-scheme://', one, word).close());
    batch.batchIds = one;
    await reportOf(() => batch.setUrl('http://127.0.0.1:1').setApiKey(word).close());
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('answers of any kind end in a report that is true', async (t) => {
  t.mock.method(Math, 'random', () => 0);
  const status = fc.oneof(fc.integer({ min: 200, max: 599 }), fc.constantFrom(200, 202, 404, 503));
  const latin1 = fc.string({ unit: 'binary-ascii', maxLength: 20 });
  const safe = latin1.map((value) => value.replace(/[^ -~]/g, ''));
  const headers = fc.record(
    { location: safe, 'content-type': safe, 'x-applitools-dont-retry': safe },
    { requiredKeys: [] },
  );
  const body = fc.oneof(text, fc.constantFrom('<!doctype html>', '<html>'), fc.uint8Array());
  const answers = fc.array(fc.tuple(status, headers, body), { minLength: 1, maxLength: 8 });
  const property = fc.asyncProperty(answers, async (script) => {
    let last = 0;
    let at = 0;
    const { sent, fetch } = recorder(() => {
      const [code, head, content] = script[at++ % script.length];
      last = code;
      const bare = [204, 205, 304].includes(code);
      return new Response(bare ? null : /** @type {any} */ (content), {
        status: code,
        headers: { ...head, 'retry-after': '0' },
      });
    });
    const options = { batchIds: 'b-1', serverUrl: 'http://eyes.test/a/', apiKey: 'k', fetch };
    const report = await reportOf(() => BatchClose.close({ ...options, totalTimeout: 100 }));
    const [result] = report.results;
    assert.ok(result.outcome !== 'closed' || (last >= 200 && last < 300));
    assert.ok(result.attempts <= 6);
    assert.ok(sent.every(({ url: target }) => new URL(target).origin === 'http://eyes.test'));
  });
  await fc.assert(property, { numRuns: RUNS });
});

test("whatever a caller's fetch gives or throws ends in a report or a BatchCloseError", async () => {
  const options = { batchIds: 'b-1', serverUrl: 'http://eyes.test', apiKey: 'k', retries: 0 };
  const like = fc.record(
    { status: fc.oneof(anything, fc.constant(200)), headers: anything, body: anything },
    { requiredKeys: [] },
  );
  const error = fc.record({ name: anything, message: anything, code: anything, cause: anything });
  const property = fc.asyncProperty(fc.oneof(anything, like, error), async (given) => {
    const give = /** @type {any} */ (async () => given);
    await reportOf(() => BatchClose.close({ ...options, fetch: give, totalTimeout: 500 }));
    await reportOf(() => BatchClose.close({ ...options, fetch: () => Promise.reject(given) }));
    const fail = () => {
      throw given;
    };
    await reportOf(() => BatchClose.close({ ...options, fetch: fail }));
  });
  await fc.assert(property, { numRuns: RUNS });
});
