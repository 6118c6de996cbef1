// @ts-check
'use strict';

// A proxy's credentials go to the proxy alone, and beyond a tunnel the key to the server alone.

const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const { startRecordingServer } = require('../support/recording-server.js');
const { allFaults, oneByOneAndTogether } = require('../support/all-faults.js');
const { startFaultServer } = require('../support/fault-server.js');
const { basicToken, KEY, leaks, PASSWORD, USERNAME } = require('../support/secret-leaks.js');
const { freePort, listen } = require('../support/listen.js');
const { startProxy } = require('../support/proxies.js');
const { printedBy, printedByCrash } = require('../support/printed-output.js');
const { ca, servers } = require('../support/tls.js');

const credentials = { username: USERNAME, password: PASSWORD };
const TOKEN = basicToken(USERNAME, PASSWORD);
const LOGIN = [PASSWORD, TOKEN];
const debug = { APPLITOOLS_API_KEY: KEY, NODE_DEBUG: '*' };
const batchIds = ['b-1', 'b-2'];

/** @param {unknown} value @param {string[]} secrets */
function assertFree(value, secrets) {
  assert.deepEqual(leaks(secrets, typeof value === 'string' ? value : JSON.stringify(value)), []);
}

/** @param {string} url */
function withLogin(url) {
  const [username, password] = [USERNAME, PASSWORD].map(encodeURIComponent);
  return url.replace('://', `://${username}:${password}@`);
}

/**
 * A proxy that refuses, and repeats all that it got.
 *
 * @param {import('node:test').TestContext} t
 * @param {number} status
 */
async function startEchoingProxy(t, status) {
  const echo = (/** @type {http.IncomingMessage} */ { url, headers }) =>
    `${url} ${JSON.stringify(headers)} ${PASSWORD} ${encodeURIComponent(PASSWORD)}`;
  const server = http.createServer((request, response) => {
    response.writeHead(status, echo(request)).end(echo(request));
  });
  server.on('connect', (request, socket) => {
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 ${status} ${echo(request)}\r\nX-Echo: ${echo(request)}\r\n\r\n`);
  });
  return `http://127.0.0.1:${await listen(t, server)}`;
}

describe('secrets and proxies', { concurrency: 2 }, () => {
  test('no fault behind a proxy makes the key or the password appear', async (t) => {
    const other = await startFaultServer(t);
    const script = allFaults(other.url);
    const server = await startFaultServer(t, script);
    const proxy = await startProxy(t, { credentials });
    const options = { serverUrl: server.url, apiKeyIn: 'header' };
    const closings = oneByOneAndTogether(Object.keys(script), {
      ...options,
      proxy: { url: proxy.url, ...credentials },
    });
    assertFree(await printedBy(closings, debug), [KEY, ...LOGIN]);
    assertFree(await printedByCrash(closings.at(-2), { APPLITOOLS_API_KEY: KEY }), [KEY, ...LOGIN]);
    assert.ok(server.seen.length > closings.length);
    assertFree(server.seen, LOGIN);
    assert.ok(server.seen.every(({ headers }) => !('proxy-authorization' in headers)));
    assert.ok(
      proxy.seen.every(({ headers }) => headers['proxy-authorization'] === `Basic ${TOKEN}`),
    );
    assert.ok(leaks(LOGIN, JSON.stringify(proxy.seen)).length > 0);
    assert.deepEqual(other.seen, []);
  });

  test('the key goes through a tunnel unseen, the password no further than the proxy', async (t) => {
    const eyes = await startRecordingServer(t, servers.good);
    const kinds = /** @type {const} */ (['carry', 'hang', 'close', 'reset', 'garbage', 403, 502]);
    const proxies = await Promise.all(
      kinds.map((onConnect) => startProxy(t, { credentials, onConnect })),
    );
    const wrong = await startProxy(t, { credentials: { ...credentials, username: 'other' } });
    const closings = [...proxies, wrong].map(({ url }, at) => ({
      ...{ batchIds, serverUrl: eyes.url, ca: ca.cert, retries: 0 },
      proxy: { url, ...credentials },
      timeout: kinds[at] === 'hang' ? 300 : 30_000,
    }));
    for (const apiKeyIn of ['query', 'header']) {
      const env = apiKeyIn === 'header' ? debug : { APPLITOOLS_API_KEY: KEY };
      const output = await printedBy(
        closings.map((options) => ({ ...options, apiKeyIn })),
        env,
      );
      assertFree(output, [KEY, ...LOGIN]);
    }
    assert.equal(eyes.seen.length, 4);
    assertFree(eyes.seen, LOGIN);
    const seen = [...proxies, wrong].flatMap((proxy) => proxy.seen);
    assert.ok(seen.length >= 2 * closings.length);
    assertFree(seen, [KEY]);
  });

  test('a server whose certificate is bad gets neither the key nor the password', async (t) => {
    const proxy = await startProxy(t, { credentials });
    const bad = await Promise.all(
      ['expired', 'wrongHost', 'selfSigned'].map((name) => startRecordingServer(t, servers[name])),
    );
    const closings = bad.map(({ url }) => ({ batchIds, serverUrl: url, ca: ca.cert }));
    const proxied = closings.map((options) => ({ ...options, proxy: withLogin(proxy.url) }));
    const output = await printedBy([...closings, ...proxied], {
      ...debug,
      NODE_DEBUG: 'tls,https',
    });
    assertFree(output, [KEY, ...LOGIN]);
    assert.match(output, /code: 'TLS'/);
    assert.deepEqual(
      bad.flatMap(({ seen }) => seen),
      [],
    );
    assertFree(proxy.seen, [KEY]);
  });

  test('no refusal of a proxy that repeats what it got makes the key or the password appear', async (t) => {
    const server = await startFaultServer(t);
    const closings = [];
    for (const status of [401, 403, 407, 500, 502, 503]) {
      const url = await startEchoingProxy(t, status);
      const proxies = [withLogin(url), { url, ...credentials }];
      for (const serverUrl of [server.url, server.url.replace('http:', 'https:')]) {
        closings.push(...proxies.map((proxy) => ({ batchIds, serverUrl, proxy, retries: 1 })));
      }
    }
    const output = await printedBy(closings, { APPLITOOLS_API_KEY: KEY });
    assertFree(output, [KEY, ...LOGIN]);
    assert.match(output, /code: 'PROXY'/);
    assert.deepEqual(server.seen, []);
  });

  test('no proxy from the environment, reachable or not, makes the key or the password appear', async (t) => {
    const server = await startFaultServer(t);
    const proxy = await startProxy(t, { credentials });
    const down = `http://127.0.0.1:${await freePort()}`;
    const options = { serverUrl: server.url, apiKeyIn: 'header', batchIds, retries: 0 };
    for (const [variable, url] of [
      ['APPLITOOLS_PROXY_URL', proxy.url],
      ['HTTP_PROXY', proxy.url],
      ['APPLITOOLS_PROXY_URL', down],
      ['HTTP_PROXY', 'http://proxy.invalid:3128'],
    ]) {
      const env = { ...debug, [variable]: withLogin(url) };
      assertFree(await printedBy([options], env), [KEY, ...LOGIN]);
    }
    assert.equal(server.seen.length, 4);
    assertFree(server.seen, LOGIN);
  });

  test('no refused proxy option makes the key or the password appear', async () => {
    const url = 'http://127.0.0.1:1';
    const wrong = [
      `socks5://u:${encodeURIComponent(PASSWORD)}@127.0.0.1:1`,
      `http://u:${PASSWORD}@127.0.0.1:1`,
      `http://u:${encodeURIComponent(PASSWORD)}@127.0.0.1:port`,
      `http://u:${encodeURIComponent(PASSWORD)}%ff@127.0.0.1:1`,
      `http://u%3A:${encodeURIComponent(PASSWORD)}@127.0.0.1:1`,
      { url, password: PASSWORD },
      { url, username: 'a:b', password: PASSWORD },
      { url, username: 1, password: PASSWORD },
      { username: USERNAME, password: PASSWORD },
      [withLogin(url)],
    ];
    const closings = wrong.map((proxy) => ({ batchIds, proxy, apiKey: KEY }));
    const output = await printedBy(closings);
    assertFree(output, [KEY, ...LOGIN]);
    assert.doesNotMatch(output, /code: '(?!INVALID_PROXY)/);
    const env = { APPLITOOLS_PROXY_URL: wrong[0].toString(), APPLITOOLS_API_KEY: KEY };
    assertFree(await printedBy([{ batchIds }], env), [KEY, ...LOGIN]);
  });
});
