// @ts-check
'use strict';

// Lists and texts of any size: refused at once, or closed; and a process goes on after them.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runCommand, variablesFor } = require('../support/cli.js');
const { startFaultServer } = require('../support/fault-server.js');
const { runScript } = require('../support/run-script.js');

/** How long a refusal may take on a slow machine; a list that was copied took 45 s. */
const AT_ONCE_MS = 5000;

const HELPERS = `
  const { BatchClose, closeBatch } = require('eyes-batch-close');
  const fetch = async () => ({ status: 200 });
  const good = { apiKey: 'the-key', serverUrl: 'http://eyes.test', fetch };
  const closing = async (options) => {
    const begin = performance.now();
    const said = await closeBatch({ ...good, ...options }).then(
      ({ closed }) => closed.length,
      ({ code, option, message }) => [code, option, message],
    );
    return { said, tookMs: performance.now() - begin };
  };`;

/** What comes of some options, and of a plain call after them. @param {string} options */
async function closeThenClose(options) {
  const script = `${HELPERS}
    (async () => {
      const first = await closing(${options});
      const { said } = await closing({ batchIds: ['a', 'b'] });
      console.log(JSON.stringify({ ...first, next: said }));
    })();`;
  const { stdout, stderr } = await runScript(script);
  const { next, ...first } = JSON.parse(stdout || '{}');
  assert.equal(next, 2, stderr);
  return first;
}

const RANDOM_IDS = "Array.from({ length: 1e6 }, () => 'id-' + Math.random())";

for (const [list, count] of /** @type {[string, number][]} */ ([
  ["Array(3e7).fill('a')", 3e7],
  ['Array(5e7)', 5e7],
  [RANDOM_IDS, 1e6],
  [`[${RANDOM_IDS}, 'a']`, 1_000_001],
  ["Array(1000).fill(Array(1e5).fill('a'))", 1e8],
  ["Array.from({ length: 100_001 }, (_, at) => 'id-' + at)", 100_001],
])) {
  test(`batchIds: ${list} is refused at once, and the next call works`, async () => {
    const { said, tookMs } = await closeThenClose(`{ batchIds: ${list} }`);
    const message = `batchIds names ${count} batches: a call closes at most 100000`;
    assert.deepEqual(said, ['INVALID_OPTION', 'batchIds', message]);
    assert.ok(tookMs < AT_ONCE_MS, `${tookMs} ms`);
  });
}

test('a list of 50 million that is set later is refused, too', async () => {
  const script = `${HELPERS}
    (async () => {
      const batch = new BatchClose(good).setBatchIds(Array(5e7));
      console.log(batch.batchIds.length, await batch.close().catch(({ code }) => code));
      console.log((await batch.setBatchIds('a').close()).closed.join());
    })();`;
  const { stdout, stderr } = await runScript(script);
  assert.equal(stdout, '50000000 INVALID_OPTION\na\n', stderr);
});

test('100,000 batches are not too many', async () => {
  const script = `${HELPERS}
    const batchIds = Array.from({ length: 100_000 }, (_, at) => 'id-' + at);
    // The batches are what is looked at first.
    closing({ batchIds, serverUrl: 'none' }).then(({ said }) => console.log(said[0]));`;
  const { stdout, stderr } = await runScript(script);
  assert.equal(stdout, 'INVALID_SERVER_URL\n', stderr);
});

// As long as JavaScript has texts at all: the memory of WebAssembly would not do for what is made of one.
const LONGEST = "'x'.repeat(2 ** 29 - 24)";
for (const [options, code] of Object.entries({
  [`{ batchIds: ${LONGEST} }`]: 'INVALID_BATCH_ID',
  "{ batchIds: Array(1000).fill('x'.repeat(1e6)) }": 'INVALID_BATCH_ID',
  [`{ batchIds: 'a', apiKey: ${LONGEST} }`]: 'NO_API_KEY',
  [`{ batchIds: 'a', serverUrl: ${LONGEST} }`]: 'INVALID_SERVER_URL',
  [`{ batchIds: 'a', timeout: ${LONGEST} }`]: 'INVALID_OPTION',
  [`{ batchIds: 'a', shard: ${LONGEST} }`]: 'INVALID_OPTION',
  [`{ batchIds: 'a', fetch: undefined, proxy: { url: ${LONGEST} } }`]: 'INVALID_PROXY',
})) {
  test(`${options} is refused at once, and the next call works`, async () => {
    const { said, tookMs } = await closeThenClose(options);
    assert.equal(said[0], code, said[2]);
    assert.ok(said[2].length < 200, said[2].slice(0, 200));
    assert.ok(tookMs < AT_ONCE_MS, `${tookMs} ms`);
  });
}

test('an answer may be as long as it likes, in one piece, too', async () => {
  const options = `{
    batchIds: ['a', 'b'],
    retries: 0,
    fetch: async (url) => url.includes('/a/')
      ? new Response(Buffer.alloc(2 ** 28, 'x'), { status: 400 })
      : { status: 400, headers: { get: () => ${LONGEST} } },
  }`;
  const { said } = await closeThenClose(options);
  assert.equal(said[0], 'CLOSE_FAILED');
  assert.ok(said[2].length < 2000);
});

test('the command refuses a file of a million IDs', async (t) => {
  const server = await startFaultServer(t);
  const input = Array.from({ length: 1e6 }, (_, at) => `id-${at}\n`).join('');
  const around = { variables: variablesFor(server), input };
  const { status, stderr } = await runCommand(['--from', '-'], around);
  assert.deepEqual([status, server.seen.length], [2, 0]);
  assert.match(stderr, /^error: batchIds names 1000000 batches: a call closes at most 100000/);
});
