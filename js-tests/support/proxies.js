// @ts-check
'use strict';

// A proxy of Node's, for what real ones cannot be made to do; it lives until its test ends.

const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const { listen } = require('./listen.js');
const { peerOf } = require('./recording-server.js');
const { basicToken } = require('./secret-leaks.js');

/**
 * @typedef {import('./listen.js').Lifetime} Lifetime
 * @typedef {{ username: string, password: string }} Credentials
 * @typedef {{ method: string, url: string, headers: http.IncomingHttpHeaders, peer: string | undefined }} Seen
 * @typedef {'carry' | 'hang' | 'close' | 'reset' | 'garbage' | number} OnConnect
 */

/**
 * A proxy of Node's that remembers what it was asked, and treats CONNECT as `onConnect` has it: carries it (the
 * default), hangs, closes, resets, answers garbage, or refuses it with a status.
 *
 * @param {Lifetime} t
 * @param {{ onConnect?: OnConnect, tls?: https.ServerOptions, credentials?: Credentials }} [options]
 */
async function startProxy(t, { onConnect = 'carry', tls, credentials } = {}) {
  /** @type {Seen[]} */
  const seen = [];
  const expected = credentials && `Basic ${basicToken(credentials.username, credentials.password)}`;
  /** @param {http.IncomingMessage} request */
  const admits = (request) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, peer: peerOf(request) });
    return !expected || headers['proxy-authorization'] === expected;
  };
  const server = tls ? https.createServer(tls) : http.createServer();
  server.on('request', (request, response) => {
    if (admits(request)) forward(request, response);
    else response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
  });
  server.on('connect', (request, /** @type {net.Socket} */ socket) => {
    socket.on('error', () => {});
    answerConnect(admits(request) ? onConnect : 407, socket, request.url);
  });
  const port = await listen(t, server);
  return { url: `${tls ? 'https' : 'http'}://localhost:${port}`, port, seen };
}
exports.startProxy = startProxy;

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
function forward(request, response) {
  const { 'proxy-authorization': _, ...headers } = request.headers;
  const onward = http.request(String(request.url), { method: request.method, headers });
  onward.on('response', (answer) => {
    response.writeHead(Number(answer.statusCode), answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () =>
    response.headersSent ? response.destroy() : response.writeHead(502).end(),
  );
  request.pipe(onward);
}

/** @param {OnConnect} how @param {net.Socket} socket @param {string | undefined} authority */
function answerConnect(how, socket, authority) {
  if (typeof how === 'number') {
    socket.end(`HTTP/1.1 ${how} Refused\r\nContent-Length: 0\r\n\r\n`);
  } else if (how === 'close') {
    socket.end();
  } else if (how === 'reset') {
    socket.resetAndDestroy();
  } else if (how === 'garbage') {
    socket.end('this is not HTTP\r\n\r\n');
  } else if (how === 'carry') {
    const { hostname, port } = new URL(`http://${authority}`);
    const target = net.connect(Number(port || 80), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.end('HTTP/1.1 502 Bad gateway\r\n\r\n'));
    socket.on('close', () => target.destroy());
  }
}
