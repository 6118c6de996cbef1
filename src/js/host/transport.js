// @ts-check
'use strict';

// The fetch for a proxy, a private CA or a client certificate: undici's own, on Bun and Deno, too. Their native options
// won't do: where NO_PROXY names the host both go round an explicit proxy, and Deno's fetch sends the proxy's password
// on to the server (Bun 1.4, Deno 2.9).

const { isIP, Socket } = require('node:net');
// By its file: under the bare name Bun has a stub whose ProxyAgent silently goes direct.
const undici = require('undici/index.js');
const { secureContexts } = require('./certificates.js');

/**
 * @typedef {{ url: string, username?: string, password?: string }} Proxy
 * @typedef {import('./certificates.js').Identity & { proxy?: Proxy }} Options
 * @typedef {{ fetch: (url: string, init: object) => Promise<any>, close: () => void }} Transport
 */

/**
 * Makes the fetch that the options ask for; `close()` ends its connections and all requests on them. Throws an Error
 * with `option` if a certificate or key can't be used.
 *
 * @param {Options} options
 * @returns {Transport}
 */
function openTransport({ proxy, ca, cert, key }) {
  const { toServer, toProxy } = secureContexts({ ca, cert, key });
  const { sockets, tracked } = trackSockets();
  const poolFactory =
    (/** @type {typeof undici.Pool} */ Pool) =>
    (/** @type {string | URL} */ origin, /** @type {any} */ options) =>
      new Pool(origin, { ...options, connect: tracked(options.connect) });
  const dispatcher = proxy
    ? new undici.ProxyAgent({
        uri: proxy.url,
        token: basicToken(proxy),
        // For an http server undici 7 would use CONNECT, which squid and tinyproxy refuse on port 80.
        proxyTunnel: false,
        requestTls: { secureContext: toServer },
        proxyTls: { secureContext: toProxy },
        factory: poolFactory(undici.Pool),
        clientFactory: poolFactory(tunnelPool(undici.Pool)),
      })
    : new undici.Agent({ connect: tracked(undici.buildConnector({ secureContext: toServer })) });
  return {
    fetch: (url, init) => undici.fetch(url, { ...init, dispatcher }),
    close() {
      dispatcher.destroy().catch(() => {});
      for (const socket of sockets) socket.destroy();
    },
  };
}
exports.openTransport = openTransport;

/**
 * Keeps the sockets that are open. A dispatcher of undici 7 that is destroyed leaves those alone that are still
 * connecting, and they would hold the process until its connect timeout of ten seconds.
 */
function trackSockets() {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const tracked =
    (/** @type {any} */ connect) =>
    (/** @type {any[]} */ ...call) => {
      const socket = connect(...call);
      if (!(socket instanceof Socket)) return;
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    };
  return { sockets, tracked };
}

/** undici 7 sends no header for a user name without a password. @param {Proxy} proxy */
function basicToken({ username, password = '' }) {
  if (username === undefined) return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * The connections to a proxy. Left alone, undici 7 connects again for ever when a proxy hangs up on CONNECT
 * (nodejs/undici#3897), hides the status of a refusal, and on Node 26 refuses an https proxy given by its IP address.
 *
 * @param {typeof import('undici').Pool} Pool
 */
function tunnelPool(Pool) {
  return class TunnelPool extends Pool {
    /** @param {any} options @returns {Promise<any>} */
    async connect({ servername, ...options }) {
      const named = isIP(servername) ? options : { ...options, servername };
      const tunnel = await super.connect(named).catch((cause) => {
        if (cause.code !== 'UND_ERR_SOCKET') throw cause;
        const error = new Error('the proxy closed the connection on CONNECT', { cause });
        throw Object.assign(error, { code: 'PROXY_TUNNEL_CLOSED' });
      });
      const status = tunnel.statusCode;
      if (status === 200) return tunnel;
      tunnel.socket.on('error', () => {}).destroy();
      const error = new Error(`the proxy answered ${status} to CONNECT`);
      throw Object.assign(error, { code: 'PROXY_TUNNEL_STATUS', status });
    }
  };
}
