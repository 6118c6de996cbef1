// @ts-check
'use strict';

// Objects that throw when they are looked at: the core must not break on them. Each in a process
// of its own, since what breaks WebAssembly breaks it for all that follows.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runScript } = require('../support/run-script.js');

const helpers = `
  const { BatchClose, BatchCloseError } = require('eyes-batch-close');
  const fail = () => { throw new Error('hostile'); };
  const revoked = (target) => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy;
  };
  const throwing = (target) => new Proxy(target, new Proxy({}, { get: () => fail }));
  const oddPromise = () =>
    Object.defineProperty(Promise.resolve(new Response()), 'constructor', { get: fail });
  const reading = (read) => async () => ({ status: 200, body: { getReader: () => ({ read }) } });
  const rejecting = (errors) => () => Promise.reject(Object.assign(new Error('x'), { errors }));
  const detached = () => {
    const chunk = new Uint8Array(4);
    structuredClone(chunk.buffer, { transfer: [chunk.buffer] });
    return chunk;
  };
  const sized = (length) => Object.defineProperty(new Uint8Array(3), 'length', { value: length });
  async function printOutcome(options) {
    const good = { apiKey: 'k', serverUrl: 'http://127.0.0.1:3', retries: 0, totalTimeout: 300 };
    const batch = new BatchClose({ batchIds: 'b-1', ...good, ...options });
    await batch.close().then(
      () => console.log('report'),
      (error) => console.log(error instanceof BatchCloseError ? error.code : error),
    );
  }`;

/** What a caller's `fetch` can do, and what becomes of the batch. @type {Record<string, string>} */
const fetches = {
  'rejecting({ 0: 1 })': 'NETWORK',
  'rejecting(revoked([]))': 'NETWORK',
  'rejecting(throwing([]))': 'NETWORK',
  'rejecting(Object.defineProperty([1], 0, { get: fail }))': 'NETWORK',
  '() => Promise.reject(revoked({}))': 'NETWORK',
  '() => Promise.reject(throwing({}))': 'NETWORK',
  'async () => revoked({})': 'NETWORK',
  '() => revoked({})': 'NETWORK',
  '() => throwing({})': 'NETWORK',
  'async () => ({ status: 200, headers: revoked({}), body: revoked({}) })': 'report',
  'reading(oddPromise)': 'report',
  'reading(async () => revoked({}))': 'report',
  'reading(async () => ({ value: revoked(new Uint8Array(3)) }))': 'report',
  'reading(async () => ({ value: Object.create(Uint8Array.prototype) }))': 'report',
  'reading(async () => ({ value: detached() }))': 'report',
  'reading(async () => ({ value: sized(1) }))': 'report',
  'async () => ({ status: 200, headers: { get: fail }, body: null })': 'report',
};

for (const [fetch, outcome] of Object.entries(fetches)) {
  test(`a caller's fetch may be ${fetch}`, async () => {
    const { stdout, stderr } = await runScript(`${helpers}\n printOutcome({ fetch: ${fetch} })`);
    assert.equal(stdout, `${outcome}\n`, stderr);
  });
}

test('an option may be anything that throws when it is looked at', async () => {
  const names = `batchIds serverUrl apiKey proxy batchBuildId apiKeyIn timeout totalTimeout retries
    concurrency ignoreMissing signal onResult fetch ca cert key`;
  const script = `${helpers}
    const values = [
      revoked({}), revoked([]), revoked(fail), throwing({}), throwing([]), [revoked([])],
      [throwing([])], Object.defineProperty([1], 0, { get: fail }), { get url() { fail(); } },
      { toObject: fail }, { get aborted() { fail(); }, addEventListener: fail },
      { aborted: false, addEventListener: fail, removeEventListener: fail },
    ];
    (async () => {
      for (const name of process.argv[1].match(/\\w+/g))
        for (const value of values) await printOutcome({ [name]: value });
    })();`;
  const { stdout, stderr } = await runScript(script, { data: names.replace(/\n/g, ' ') });
  const lines = stdout.trim().split('\n');
  assert.deepEqual(
    lines.filter((line) => !/^([A-Z_]+|report)$/.test(line)),
    [],
    stderr,
  );
  assert.equal(lines.length, 17 * 12, stderr);
});

test('an option that changes the object while it is read changes the next call', async () => {
  const script = `${helpers}
    const batch = new BatchClose({ batchIds: 'b-1', apiKey: 'k', serverUrl: 'http://127.0.0.1:3' });
    const proxy = { toObject: () => (batch.setUrl('http://eyes.test'), { url: 'socks5://proxy' }) };
    batch.setProxy(proxy).close().catch(({ code }) => {
      console.log(code, batch.serverUrl);
      printOutcome({});
    });`;
  const { stdout, stderr } = await runScript(script);
  assert.equal(stdout, 'INVALID_PROXY http://eyes.test\nNETWORK\n', stderr);
});
