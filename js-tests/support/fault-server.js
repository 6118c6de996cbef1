// @ts-check
'use strict';

// An Eyes server that does whatever can go wrong, scripted by batch ID and attempt.

const http = require('node:http');
const { listen } = require('./listen.js');

/**
 * @typedef {{ request: http.IncomingMessage, response: http.ServerResponse,
 *   socket: import('node:net').Socket }} Exchange
 * @typedef {(exchange: Exchange) => void} Step what is done with one request
 * @typedef {{ method: string, url: string, path: string, batchId?: string, at: number,
 *   headers: http.IncomingHttpHeaders }} Seen `at` is on the clock of `performance.now()`
 */

/**
 * Serves by a script: a step, or a list with one for each attempt, of which the last serves all
 * further ones; under a batch ID, under the path of a GET, or under `*` for all that have none.
 * What is not in it is closed.
 *
 * @param {import('./listen.js').Lifetime} t
 * @param {Record<string, Step | Step[]>} [script]
 */
async function startFaultServer(t, script = {}) {
  /** @type {Seen[]} */
  const seen = [];
  /** @type {Map<string, number>} */
  const attempts = new Map();
  let sockets = 0;
  let mostSockets = 0;
  const server = http.createServer((request, response) => {
    const { method = '', url = '', headers, socket } = request;
    const path = url.split('?')[0];
    const batchId = batchIdIn(path);
    seen.push({ method, url, path, batchId, headers, at: performance.now() });
    const name = (method === 'GET' ? path : batchId) ?? path;
    const attempt = attempts.get(name) ?? 0;
    attempts.set(name, attempt + 1);
    const steps = [script[name] ?? script['*'] ?? closed].flat();
    steps[Math.min(attempt, steps.length - 1)]({ request, response, socket });
  });
  server.on('connection', (socket) => {
    sockets += 1;
    mostSockets = Math.max(mostSockets, sockets);
    socket.once('close', () => (sockets -= 1));
  });
  const port = await listen(t, server);
  return { url: `http://127.0.0.1:${port}`, port, seen, mostSockets: () => mostSockets };
}
exports.startFaultServer = startFaultServer;

/** @param {string} path */
function batchIdIn(path) {
  const segment = /\/api\/sessions\/batches\/([^/]*)\//.exec(path)?.[1];
  return segment === undefined ? undefined : decodeURIComponent(segment);
}

/**
 * Answers, with the `Content-Length` that a body wants.
 *
 * @param {number} status
 * @param {http.OutgoingHttpHeaders} [headers]
 * @param {string} [body]
 * @returns {Step}
 */
const answer =
  (status, headers = {}, body = '') =>
  ({ response }) =>
    response.writeHead(status, headers).end(body);
exports.answer = answer;

const closed = answer(200);
exports.closed = closed;

/** @param {number} status @param {string} location */
exports.redirect = (status, location) => answer(status, { location });

/** @param {string} location @param {http.OutgoingHttpHeaders} [headers] */
exports.accepted = (location, headers = {}) => answer(202, { location, ...headers });

/** @param {string} [body] @param {string} [type] */
exports.page = (body = '<!DOCTYPE html><title>Log in</title>', type = 'text/html') =>
  answer(200, { 'content-type': type }, body);

/**
 * Repeats all of the request, wherever an answer has room for it.
 *
 * @param {number} status
 * @returns {Step}
 */
exports.echo =
  (status) =>
  ({ request: { url = '', headers }, response }) => {
    const echoed = `${url} ${JSON.stringify(headers)}`;
    const key = encodeURIComponent(String(headers['x-eyes-api-key']));
    response.writeHead(status, echoed, {
      location: `http://${key}:${key}@else.example${url}`,
      'retry-after': echoed,
      'content-type': echoed,
    });
    response.end(echoed);
  };

/** Says nothing, for ever. @type {Step} */
exports.hang = () => {};

/** Resets the connection before the head. @type {Step} */
exports.reset = ({ socket }) => socket.resetAndDestroy();

/** Ends the connection before the head. @type {Step} */
exports.hangUp = ({ socket }) => socket.end();

/** Answers something that is not HTTP, though it repeats the request. @type {Step} */
exports.garbage = ({ request, socket }) => {
  const echoed = `${request.url} ${JSON.stringify(request.headers)}`;
  socket.end(`What is that? ${echoed}\r\n\r\n`);
};

/** A head of 40 KB. @type {Step} */
exports.bigHeader = answer(200, { 'x-big': 'x'.repeat(40_000) });

/**
 * Begins a body, and never ends it.
 *
 * @param {number} status
 * @param {string} [beginning]
 * @param {http.OutgoingHttpHeaders} [headers]
 * @returns {Step}
 */
exports.stall =
  (status, beginning = 'wait', headers = {}) =>
  ({ response }) =>
    response.writeHead(status, headers).write(beginning);

/**
 * Sends a body without end, as fast as it is taken.
 *
 * @param {number} status
 * @returns {Step}
 */
exports.flood =
  (status) =>
  ({ response }) => {
    const more = () => {
      while (response.write('x'.repeat(16_384)));
    };
    response.writeHead(status).on('drain', more);
    more();
  };

/**
 * Breaks the connection in the middle of the body, when the beginning is on its way.
 *
 * @param {number} status
 * @param {'reset' | 'end'} how
 * @returns {Step}
 */
exports.breakOff =
  (status, how) =>
  ({ response, socket }) => {
    response.writeHead(status, { 'content-length': 1000 });
    response.write('half of', () => (how === 'reset' ? socket.resetAndDestroy() : socket.end()));
  };

/**
 * Takes some milliseconds before it does the step.
 *
 * @param {number} ms
 * @param {Step} step
 * @returns {Step}
 */
exports.later = (ms, step) => (exchange) => {
  const timer = setTimeout(() => step(exchange), ms);
  exchange.response.once('close', () => clearTimeout(timer));
};

/**
 * Waits for somebody to let it go on.
 *
 * @param {Step} step
 */
exports.held = (step) => {
  let onArrival = () => {};
  let release = () => {};
  const arrived = new Promise((resolve) => (onArrival = () => resolve(undefined)));
  const released = new Promise((resolve) => (release = () => resolve(undefined)));
  return {
    /** @type {Step} */
    step: (exchange) => {
      onArrival();
      released.then(() => step(exchange));
    },
    /** Resolves when a request came. */
    arrived,
    release: () => release(),
  };
};
