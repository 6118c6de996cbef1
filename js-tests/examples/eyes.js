// @ts-check
'use strict';

// The local Eyes server behind a recorder that sees every request, and can spoil the closing ones.

const assert = require('node:assert/strict');
const events = require('node:events');
const http = require('node:http');
const { startEyesServer } = require('eyes-batch-close/eyes-server');

/**
 * @typedef {import('node:test').TestContext} TestContext
 * @typedef {401 | 'gone' | 'hangs'} Fault
 * @typedef {Awaited<ReturnType<typeof startEyes>>} Eyes
 */

/**
 * A server that ends with its test. With a fault it serves sessions, but closes no batch: it
 * refuses, hangs, or dies of the first attempt.
 *
 * @param {TestContext} t
 * @param {Fault} [fault]
 */
async function startEyes(t, fault) {
  const eyes = await startEyesServer();
  /** @type {string[]} */
  const requests = [];
  /** @type {number | undefined} */
  let closeBegan;
  const server = http.createServer(async (request, response) => {
    const { method, url = '', headers } = request;
    requests.push(`${method} ${url.replace(/\?.*/, '')}`);
    server.emit('recorded');
    if (isClose(requests.at(-1))) closeBegan ??= performance.now();
    if (isClose(requests.at(-1)) && fault !== undefined) {
      if (fault === 401) response.writeHead(401).end();
      if (fault === 'gone') stop();
      return;
    }
    request.pipe(
      http.request(eyes.url + url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  server.listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  t.after(async () => {
    stop();
    await eyes.stop();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    batches: eyes.batches,
    requests,
    /** How many requests to close a batch came. */
    closes: () => requests.filter(isClose).length,
    /** How long ago a run began to close a batch, in milliseconds. */
    sinceClose: () => performance.now() - (closeBegan ?? Number.NaN),
    /** Resolves as soon as that many sessions have ended. @param {number} count */
    async ended(count) {
      const ended = () =>
        requests.filter((line) => line.startsWith('DELETE /api/sessions/running/')).length;
      while (ended() < count) await events.once(server, 'recorded');
    },
  };
}
exports.startEyes = startEyes;

/** @param {string} [line] */
function isClose(line = '') {
  return line.startsWith('DELETE /api/sessions/batches/');
}

/**
 * One batch with exactly these tests, closed by one request, which was the last of all.
 *
 * @param {Eyes} eyes
 * @param {string[]} tests
 * @param {string} [output] what the run printed, for the message
 */
function assertClosedOnce(eyes, tests, output) {
  const [batch] = assertBatches(eyes, [{ state: 'closed', tests }], output);
  assert.equal(eyes.closes(), 1, output);
  assert.ok(isClose(eyes.requests.at(-1)), `after it: ${eyes.requests.at(-1)}`);
  return batch;
}
exports.assertClosedOnce = assertClosedOnce;

/**
 * @param {Eyes} eyes
 * @param {{ state: string, tests: string[] }[]} expected oldest first, tests in any order
 * @param {string} [output]
 */
function assertBatches(eyes, expected, output) {
  const batches = eyes.batches();
  const found = batches.map(({ state, tests }) => ({
    state,
    tests: tests.map(({ name }) => name).sort(),
  }));
  const sorted = expected.map(({ state, tests }) => ({ state, tests: [...tests].sort() }));
  assert.deepEqual(found, sorted, output);
  return batches;
}
exports.assertBatches = assertBatches;
