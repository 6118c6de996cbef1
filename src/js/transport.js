// @ts-check
'use strict';

// The fetch for a proxy, a private CA or a client certificate: undici's, on Bun and Deno too. What
// those have of their own goes round an explicit proxy where NO_PROXY names the host, and Deno's
// sends the proxy's password on to the server.

const { isIP, Socket } = require('node:net');
// By its file: under the bare name Bun has a stand-in of its own that ignores proxies.
const undici = require('undici/index.js');
const { secureContexts } = require('./certificates.js');

/**
 * @typedef {{ url: string, username?: string, password?: string }} Proxy
 * @typedef {import('./certificates.js').Identity & { proxy?: Proxy }} Options
 * @typedef {{ fetch: (url: string, init: object) => Promise<any>, close: () => void }} Transport
 */

/**
 * Makes the fetch that the options ask for; `close()` ends its connections and all requests on
 * them. Throws with `code: 'INVALID_OPTION'` and `option` if a certificate or key is unusable.
 *
 * @param {Options} options
 * @returns {Transport}
 */
function openTransport({ proxy, ...identity }) {
  const { toServer, toProxy } = secureContexts(identity);
  const { sockets, noted } = socketNotes();
  const pools =
    (/** @type {typeof undici.Pool} */ Pool) =>
    (/** @type {string | URL} */ origin, /** @type {any} */ options) =>
      new Pool(origin, { ...options, connect: noted(options.connect) });
  const dispatcher = proxy
    ? new undici.ProxyAgent({
        uri: proxy.url,
        token: basicToken(proxy),
        proxyTunnel: false,
        requestTls: { secureContext: toServer },
        proxyTls: { secureContext: toProxy },
        factory: pools(undici.Pool),
        clientFactory: pools(tunnelPool(undici.Pool)),
      })
    : new undici.Agent({ connect: noted(undici.buildConnector({ secureContext: toServer })) });
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
 * The sockets that are open. A dispatcher that is destroyed leaves those that are still connecting
 * alone, and they would hold the process for ten seconds.
 */
function socketNotes() {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const noted =
    (/** @type {any} */ connect) =>
    (/** @type {any[]} */ ...call) => {
      const socket = connect(...call);
      if (!(socket instanceof Socket)) return;
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    };
  return { sockets, noted };
}

/** @param {Proxy} proxy */
function basicToken({ username, password = '' }) {
  if (username === undefined) return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * The connections to a proxy. Left alone, undici 7 connects again for ever when a proxy hangs up
 * on CONNECT, hides a refusal's status, and on Node 26 refuses an https proxy given by address.
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
