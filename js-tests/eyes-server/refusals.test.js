// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const { test } = require('node:test');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { KEY, call, close, open, start } = require('../support/eyes-client.js');

const RENDER_INFO = '/api/sessions/renderinfo';
const JSON_LIMIT = 16 * 1024 * 1024;

/** @param {import('eyes-batch-close/eyes-server').EyesServer} server */
async function assertAlive(server) {
  assert.equal((await call(server, 'GET', RENDER_INFO)).status, 200);
}

test('a missing key is a 401 that says where to put it', async (t) => {
  const server = await start(t);
  for (const path of [RENDER_INFO, `${RENDER_INFO}?apiKey=`, '/api/no/such/thing']) {
    const { status, json } = await call(server, 'GET', path, { headers: {} });
    assert.equal(status, 401, path);
    assert.match(json.message, /No API key: send it as the header X-Eyes-Api-Key or as \?apiKey=/);
  }
});

test('a wrong key is a 401 that shows neither key', async (t) => {
  const server = await start(t, { apiKey: KEY });
  await open(server);
  const path = '/api/sessions/batches/b-1/close/bypointerid?apiKey=another';
  const { status, text } = await call(server, 'DELETE', path, { headers: {} });
  assert.equal(status, 401);
  assert.doesNotMatch(text, /another|the-key/);
  assert.equal(server.batches()[0].state, 'active');
});

test('without an apiKey of its own the server takes any key', async (t) => {
  const server = await start(t);
  assert.equal(
    (await call(server, 'GET', `${RENDER_INFO}?apiKey=any`, { headers: {} })).status,
    200,
  );
});

test('an unknown path or method is a 404 in JSON', async (t) => {
  const server = await start(t);
  for (const [method, path] of [
    ['GET', '/nothing'],
    ['GET', '/constructor'],
    ['POST', '/'],
    ['GET', '/api/sessions/running'],
    ['DELETE', '/api/sessions/batches/close/bypointerid'],
    ['DELETE', '/api/sessions/batches//close/bypointerid'],
    ['GET', 'http://127.0.0.1/'],
  ]) {
    const { status, json } = await call(server, method, path);
    assert.equal(status, 404, `${method} ${path}`);
    assert.equal(typeof json.message, 'string');
  }
});

test('a path with broken percent-encoding is a 400', async (t) => {
  const server = await start(t);
  const answer = await call(server, 'DELETE', '/api/sessions/batches/50%/close/bypointerid');
  assert.equal(answer.status, 400);
  assert.equal(answer.json.message, 'Broken percent-encoding in the path: 50%');
});

test('a 404 tells SDKs not to try again; other refusals do not', async (t) => {
  const server = await start(t, { apiKey: KEY });
  const header = 'x-applitools-dont-retry';
  assert.equal((await close(server, 'b-1')).headers[header], 'true');
  const unauthorized = await call(server, 'GET', RENDER_INFO, { headers: {} });
  assert.equal(unauthorized.headers[header], undefined);
});

test('what was refused about a batch stands with it', async (t) => {
  const server = await start(t);
  const session = await open(server);
  await call(server, 'DELETE', session);
  await call(server, 'POST', session, { json: {} });
  await close(server, 'b-1');
  const headers = { 'x-eyes-api-key': KEY, 'x-applitools-eyes-client': 'eyes.sdk/1.2' };
  const path = '/api/sessions/batches/b-1/close/bypointerId';
  await call(server, 'DELETE', `${path}?apiKey=${KEY}`, { headers });
  const [{ refused }] = server.batches();
  assert.deepEqual(
    refused.map(({ request, status, by }) => [request, status, by]),
    [
      [`POST ${session}`, 409, 'a client without a name'],
      [`DELETE ${path}`, 404, 'eyes.sdk/1.2'],
    ],
  );
  assert.match(refused[1].message, /^Batch "b-1" is closed already, by a client without a name$/);
  assert.ok(Date.now() - Date.parse(refused[1].at) < 60_000);
  assert.deepEqual(server.refused(), []);
});

test('what was refused and belongs to no batch is listed too, the newest 100 of it', async (t) => {
  const server = await start(t, { apiKey: KEY });
  const headers = { 'x-eyes-api-key': 'another' };
  await call(server, 'GET', RENDER_INFO, { headers });
  assert.deepEqual(
    server.refused().map(({ request, status }) => [request, status]),
    [[`GET ${RENDER_INFO}`, 401]],
  );
  await call(server, 'GET', '/favicon.ico');
  assert.equal(server.refused().length, 1, 'what browsers look for is left out');
  for (let id = 1; id <= 100; id++) await close(server, `b-${id}`);
  assert.equal(server.refused().length, 100);
  assert.match(server.refused()[0].message, /"b-1"/);
});

test('a server URL with a path or a slash too many is seen by what was refused', async (t) => {
  const server = await start(t);
  const paths = ['/foo/api/sessions/running', '//api/sessions/running', '/health'];
  for (const path of paths) assert.equal((await call(server, 'POST', path)).status, 404);
  assert.deepEqual(
    server.refused().map(({ request, message }) => [request, message]),
    paths.map((path) => [`POST ${path}`, `There is nothing at POST ${path}`]),
  );
});

test('what browsers ask for by themselves is not among what was refused', async (t) => {
  const server = await start(t);
  for (const path of [
    '/favicon.ico',
    '/apple-touch-icon-precomposed.png',
    '/robots.txt',
    '/.well-known/appspecific/com.chrome.devtools.json',
    '/images/dropped', // the page's own
  ]) {
    assert.equal((await call(server, 'GET', path)).status, 404, path);
  }
  assert.deepEqual(server.refused(), []);
});

test('a body that is too large is a 413, and the server goes on', async (t) => {
  const server = await start(t);
  const body = ' '.repeat(JSON_LIMIT + 1);
  const { status, json } = await call(server, 'POST', '/api/sessions/log', { body });
  assert.equal(status, 413);
  assert.equal(
    json.message,
    `The body has ${JSON_LIMIT + 1} bytes; at most ${JSON_LIMIT} are taken here`,
  );
  await assertAlive(server);
});

test('a client that goes away in the middle of its body stops nothing', async (t) => {
  const server = await start(t);
  const { hostname, port } = new URL(server.url);
  const headers = { 'x-eyes-api-key': KEY, 'content-length': 100 };
  const options = { hostname, port, method: 'POST', path: '/api/sessions/log', headers };
  const request = http.request(options);
  request.on('error', () => {});
  request.write('{', () => request.destroy());
  await new Promise((resolve) => request.on('close', resolve));
  await assertAlive(server);
});

test('bytes that are no HTTP stop nothing', async (t) => {
  const server = await start(t);
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.end('\0\x01 no HTTP\r\n\r\n').resume();
  await once(socket, 'close');
  await assertAlive(server);
});

test('only loopback names are answered to', async (t) => {
  const server = await start(t);
  const { port } = new URL(server.url);
  /** @param {string} host */
  const status = async (host) => {
    const headers = { host, 'x-eyes-api-key': KEY };
    return (await call(server, 'GET', RENDER_INFO, { headers })).status;
  };
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'LOCALHOST']) {
    assert.equal(await status(host), 200, host);
  }
  for (const host of [
    'evil.example',
    `localhost.evil.example:${port}`,
    '10.0.0.1',
    '127.0.0.1.x',
  ]) {
    assert.equal(await status(host), 403, host);
  }
});

test('requests from the pages of other sites are refused', async (t) => {
  const server = await start(t);
  for (const origin of ['http://evil.example', 'null', server.url.replace('http:', 'https:')]) {
    const headers = { origin, 'x-eyes-api-key': KEY };
    assert.equal((await call(server, 'GET', RENDER_INFO, { headers })).status, 403, origin);
  }
  const headers = { origin: server.url, 'x-eyes-api-key': KEY };
  assert.equal((await call(server, 'GET', RENDER_INFO, { headers })).status, 200);
});

test('it listens on 127.0.0.1 alone', async (t) => {
  const server = await start(t);
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const socket = net.connect({ port: Number(new URL(server.url).port), host: '127.0.0.2' });
  socket.setTimeout(30_000, () => socket.destroy(new Error('no answer')));
  await assert.rejects(once(socket, 'connect'));
});

test('a taken port rejects with EADDRINUSE and what to do', async (t) => {
  const { url } = await start(t);
  const port = Number(new URL(url).port);
  await assert.rejects(startEyesServer({ port }), {
    code: 'EADDRINUSE',
    message: `Port ${port} of 127.0.0.1 is taken: stop what listens there, or choose another port (0 takes any free one)`,
  });
});

test('a port that cannot be rejects', async () => {
  await assert.rejects(startEyesServer({ port: 65_536 }), { code: 'ERR_SOCKET_BAD_PORT' });
});

test('options that cannot be used reject by name', async () => {
  // @ts-expect-error wrong on purpose
  await assert.rejects(startEyesServer({ apiKey: 7 }), /^TypeError: apiKey must be/);
  await assert.rejects(startEyesServer({ apiKey: '' }), /^TypeError: apiKey must be/);
  // @ts-expect-error wrong on purpose
  await assert.rejects(startEyesServer({ onBatchCompleted: {} }), /^TypeError: onBatchCompleted/);
  // @ts-expect-error wrong on purpose
  await assert.rejects(startEyesServer({ onWarning: 'log' }), /^TypeError: onWarning must be/);
  // @ts-expect-error wrong on purpose
  await assert.rejects(startEyesServer({ scm: 'yes' }), /^TypeError: scm must be/);
});

for (const [how, listener] of /** @type {const} */ ([
  ['throws', () => assert.fail('the reason')],
  ['rejects', () => Promise.reject(new Error('the reason'))],
])) {
  for (const [name, status, id] of /** @type {const} */ ([
    ['onBatchCompleted', 200, 'b-1'],
    ['onRefused', 404, 'unknown'],
  ])) {
    test(`an ${name} that ${how} becomes a warning, and the request is answered`, async (t) => {
      const server = await start(t, { [name]: listener });
      const warned = once(process, 'warning');
      await open(server);
      assert.equal((await close(server, id)).status, status);
      const [warning] = await warned;
      assert.equal(warning.message, `${name} failed: the reason`);
      await assertAlive(server);
    });
  }
}
