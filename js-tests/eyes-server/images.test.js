// @ts-check
'use strict';

// The pictures of steps: what is kept, and how it is served.

const assert = require('node:assert/strict');
const diagnostics = require('node:diagnostics_channel');
const { once } = require('node:events');
const http = require('node:http');
const { test } = require('node:test');
const { setTimeout: delay } = require('node:timers/promises');
const v8 = require('node:v8');
const vm = require('node:vm');
const { call, close, open, start } = require('../support/eyes-client.js');

const MiB = 1024 * 1024;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ffe0', 'hex');
const WEBP = Buffer.from('524946460a00000057454250', 'hex');

/** @typedef {import('eyes-batch-close/eyes-server').EyesServer} EyesServer */

/**
 * Uploads a picture and checks a step with it.
 *
 * @param {EyesServer} server
 * @param {string} session
 * @param {string} id
 * @param {Buffer} bytes
 */
async function step(server, session, id, bytes) {
  const headers = { 'content-type': 'text/html' }; // Not believed.
  await call(server, 'PUT', `/upload/${id}`, { headers, body: bytes });
  const json = { appOutput: { title: id, screenshotUrl: `${server.url}/upload/${id}` } };
  assert.equal((await call(server, 'POST', session, { json })).status, 200);
}

for (const [type, bytes] of /** @type {[string, Buffer][]} */ ([
  ['image/png', PNG],
  ['image/jpeg', JPEG],
  ['image/webp', WEBP],
])) {
  test(`a picture is served back as what its bytes are: ${type}`, async (t) => {
    const server = await start(t);
    await step(server, await open(server), 'one', bytes);
    const { status, headers } = await call(server, 'GET', '/images/one');
    assert.deepEqual([status, headers['content-type']], [200, type]);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    const { text } = await call(server, 'GET', '/');
    assert.match(text, /src="\/images\/one"/);
  });
}

for (const text of [
  '<script>alert(1)</script>',
  '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'GIF',
]) {
  test(`nothing but pictures is served back: ${text}`, async (t) => {
    const server = await start(t);
    await step(server, await open(server), 'one', Buffer.from(text));
    assert.equal((await call(server, 'GET', '/images/one')).status, 404);
    assert.equal((await call(server, 'GET', '/upload/one')).status, 404);
    const page = await call(server, 'GET', '/');
    assert.doesNotMatch(page.text, /\/images\//);
  });
}

test('an upload with an odd name is taken, and not kept', async (t) => {
  const server = await start(t);
  const session = await open(server);
  for (const id of ['a%2Fb', '%22onerror=', 'x'.repeat(101)]) await step(server, session, id, PNG);
  const { text } = await call(server, 'GET', '/', { headers: {} });
  assert.doesNotMatch(text, /\/images\//);
  assert.equal(server.batches()[0].tests[0].steps.length, 3);
});

test('64 MiB of pictures are kept; the oldest go, and the page says so', async (t) => {
  const server = await start(t);
  const session = await open(server);
  const large = Buffer.concat([PNG, Buffer.alloc(30 * MiB)]);
  for (const id of ['one', 'two', 'three']) await step(server, session, id, large);
  const statuses = [];
  for (const id of ['one', 'two', 'three']) {
    statuses.push((await call(server, 'GET', `/images/${id}`)).status);
  }
  assert.deepEqual(statuses, [404, 200, 200]);
  const { text } = await call(server, 'GET', '/');
  assert.equal(text.match(/picture dropped: newer ones took its room/g)?.length, 1);
  assert.equal(server.batches()[0].tests[0].steps.length, 3);
});

test('an ID that comes again replaces its picture', async (t) => {
  const server = await start(t);
  const session = await open(server);
  await step(server, session, 'one', PNG);
  await step(server, session, 'one', JPEG);
  const { headers } = await call(server, 'GET', '/images/one');
  assert.equal(headers['content-type'], 'image/jpeg');
});

test('clear forgets the pictures of the batches that it forgets', async (t) => {
  const server = await start(t);
  await step(server, await open(server, { id: 'closed' }), 'one', PNG);
  await close(server, 'closed');
  await step(server, await open(server, { id: 'active' }), 'two', PNG);
  await call(server, 'POST', '/clear');
  assert.equal((await call(server, 'GET', '/images/one')).status, 404);
  assert.equal((await call(server, 'GET', '/images/two')).status, 200);
});

/**
 * Uploads a body in parts, each of which the server has read before the next is sent.
 *
 * @param {EyesServer} server
 * @param {string} path
 * @param {Iterable<Buffer>} parts
 * @param {() => Promise<void>} [beforeEnd]
 */
async function uploadInParts(server, path, parts, beforeEnd) {
  const started = /** @type {Promise<http.IncomingMessage>} */ (
    new Promise((resolve) => {
      const channel = 'http.server.request.start';
      const listen = (/** @type {any} */ { request }) => {
        diagnostics.unsubscribe(channel, listen);
        resolve(request);
      };
      diagnostics.subscribe(channel, listen);
    })
  );
  const request = http.request(`${server.url}${path}`, { method: 'PUT', agent: false });
  request.flushHeaders();
  const received = await started;
  for (const part of parts) {
    const wanted = received.socket.bytesRead + part.length;
    request.write(part);
    while (received.socket.bytesRead < wanted) await once(received, 'readable');
  }
  await beforeEnd?.();
  request.end();
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
}

test('what a picture is stands at the start of its body, however it comes', async (t) => {
  const server = await start(t);
  await uploadInParts(server, '/upload/html', [Buffer.from('<!doctype html>'), PNG]);
  const picture = [PNG.subarray(0, 4), PNG.subarray(4), Buffer.from('the rest')];
  await uploadInParts(server, '/upload/parts', picture);
  assert.equal((await call(server, 'GET', '/images/html')).status, 404);
  const { headers, text } = await call(server, 'GET', '/images/parts');
  assert.equal(headers['content-type'], 'image/png');
  assert.ok(text.endsWith('the rest'));
});

test("a picture among the grid's resources takes no memory", { timeout: 30_000 }, async (t) => {
  const server = await start(t);
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  const buffers = () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const part = Buffer.concat([PNG, Buffer.alloc(MiB)]);
  const before = buffers();
  await uploadInParts(server, '/ufg/resources/sha256/0a', Array(40).fill(part), async () => {
    // V8 gives collected buffers back on a thread of its own, some time after the collection.
    while (buffers() - before > 20 * MiB) await delay(10, undefined, t);
  });
});
