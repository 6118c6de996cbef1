// @ts-check
'use strict';

// The servers that checks.js talks to, kept in a process of Node's whatever the runtime checked.
// What a server does with a batch is in its ID: `status-503`, `flaky`, `hang` and so on.

const http = require('node:http');
const https = require('node:https');
const { freePort, listen } = require('../support/listen.js');
const { startProxy } = require('../support/proxies.js');
const { peerOf } = require('../support/recording-server.js');
const { ca, clients, servers } = require('../support/tls.js');

/** @typedef {import('../support/listen.js').Lifetime} Lifetime */
/** @typedef {{ id: string, url: string, key?: string, token?: string, peer?: string }} Seen */

const credentials = { username: 'us er@x', password: 'p@ss:w/ör%d#?' };

/**
 * Starts all of them until `stop()`. What they say of themselves is plain data.
 */
async function startServers() {
  /** @type {(() => void)[]} */
  const stops = [];
  const t = /** @type {Lifetime} */ ({ after: (/** @type {any} */ stop) => stops.push(stop) });
  /** @type {Seen[]} */
  const seen = [];
  const asking = { ...servers.good, ca: ca.cert, requestCert: true, rejectUnauthorized: true };
  const proxies = {
    open: await startProxy(t),
    guarded: await startProxy(t, { credentials }),
    secure: await startProxy(t, { tls: servers.good }),
    refusing: await startProxy(t, { onConnect: 403 }),
    closing: await startProxy(t, { onConnect: 'close' }),
    hanging: await startProxy(t, { onConnect: 'hang' }),
  };
  const places = {
    http: await startServer(t, http.createServer(answering(seen, proxies))),
    https: await startServer(t, https.createServer(servers.good, answering(seen, proxies))),
    expired: await startServer(t, https.createServer(servers.expired, answering(seen, proxies))),
    asking: await startServer(t, https.createServer(asking, answering(seen, proxies))),
    nothing: `http://localhost:${await freePort()}`,
    proxies: Object.fromEntries(Object.entries(proxies).map(([name, { url }]) => [name, url])),
    credentials,
    ca: ca.cert,
    cert: clients.good.cert,
    key: clients.good.key,
  };
  return { places, stop: () => stops.forEach((stop) => void stop()) };
}
exports.startServers = startServers;

/** @param {Lifetime} t @param {http.Server | https.Server} server */
async function startServer(t, server) {
  const port = await listen(t, server);
  return `${server instanceof https.Server ? 'https' : 'http'}://localhost:${port}`;
}

/**
 * @param {Seen[]} seen
 * @param {Record<string, { seen: unknown[] }>} proxies
 * @returns {http.RequestListener}
 */
function answering(seen, proxies) {
  return (request, response) => {
    const { url = '', headers } = request;
    if (url === '/seen') {
      const connects = Object.entries(proxies).map(([name, proxy]) => [name, proxy.seen.splice(0)]);
      response.end(JSON.stringify({ requests: seen.splice(0), ...Object.fromEntries(connects) }));
      return;
    }
    if (url.startsWith('/api/v1/batches/')) {
      response.end('{"statistics":{"passed":2}}');
      return;
    }
    const id = decodeURIComponent(/\/batches\/([^/]*)\//.exec(url)?.[1] ?? '');
    const before = seen.filter((request) => request.id === id).length;
    const peer = peerOf(request);
    const key = headers['x-eyes-api-key'];
    seen.push({ id, url, key: String(key), token: headers['proxy-authorization'], peer });
    answer(id, before, response);
  };
}

/** @param {string} id @param {number} before @param {http.ServerResponse} response */
function answer(id, before, response) {
  const status = Number(/^status-(\d+)/.exec(id)?.[1]);
  if (status) response.writeHead(status).end();
  else if (id === 'flaky') response.writeHead(before < 2 ? 503 : 200).end();
  else if (id === 'redirect') response.writeHead(302, { location: 'https://login.example/' }).end();
  else if (id === 'page')
    response.setHeader('content-type', 'text/html').end('<html>Log in</html>');
  else if (id === 'endless') response.write('{');
  else if (id === 'reset') response.socket?.resetAndDestroy();
  else if (id !== 'hang') response.end('{}');
}
