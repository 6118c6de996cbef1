// @ts-check
'use strict';

// Servers on free ports of loopback, each until its test ends.

const events = require('node:events');
const net = require('node:net');

/** @typedef {{ after: (stop: () => any) => void }} Lifetime A test's context has one, and so has `node:test` itself. */

/**
 * Lets a server listen, and ends it with all its connections when the test ends.
 *
 * @param {Lifetime} t
 * @param {net.Server} server
 * @returns {Promise<number>} the port
 */
async function listen(t, server) {
  /** @type {Set<net.Socket>} */
  const open = new Set();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return portOf(server);
}
exports.listen = listen;

/** @param {net.Server} server */
function portOf(server) {
  return /** @type {net.AddressInfo} */ (server.address()).port;
}
exports.portOf = portOf;

/** A port of 127.0.0.1 where nothing listens. */
async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  const port = portOf(server);
  server.close();
  await events.once(server, 'close');
  return port;
}
exports.freePort = freePort;

/**
 * A server that takes connections and never answers. `contacted` resolves at the first bytes of a client.
 *
 * @param {Lifetime} t
 */
async function startSilentServer(t) {
  const server = net.createServer((socket) => {
    socket.once('data', () => server.emit('contacted'));
  });
  const contacted = events.once(server, 'contacted');
  return { port: await listen(t, server), contacted };
}
exports.startSilentServer = startSilentServer;
