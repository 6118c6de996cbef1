// @ts-check
'use strict';

// The servers that the tests of the stores run against: one that counts closes, and a network that is slow or stops.

const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const { listen } = require('../support/listen.js');

/**
 * A server that counts the closes of each batch, and answers when and what `state` says.
 *
 * @param {import('../support/listen.js').Lifetime} t
 */
async function startCountingServer(t) {
  /** @type {Map<string, number>} */
  const closes = new Map();
  let open = 0;
  let mostOpen = 0;
  const state = { status: 200, answers: Promise.resolve() };
  const server = http.createServer(async (request, response) => {
    const id = decodeURIComponent(/batches\/([^/]+)/.exec(request.url ?? '')?.[1] ?? '');
    closes.set(id, (closes.get(id) ?? 0) + 1);
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    server.emit('close-of', id);
    response.once('close', () => (open -= 1));
    await state.answers;
    response.writeHead(state.status).end();
  });
  return {
    url: `http://127.0.0.1:${await listen(t, server)}`,
    state,
    closes: (/** @type {string} */ id) => closes.get(id) ?? 0,
    /** How many requests there were at most at the same time. */
    mostOpen: () => mostOpen,
    nextClose: () => once(server, 'close-of', { signal: AbortSignal.timeout(60_000) }),
  };
}
exports.startCountingServer = startCountingServer;

/**
 * How many steps on the entries of a batch are in what a client sent to Redis: each is one script.
 *
 * @param {string} sent
 */
exports.stepsIn = (sent) => sent.match(/^EVAL(SHA)?\r$/gm)?.length ?? 0;

/**
 * A TCP proxy before a server: each piece is passed on when `pass` resolves, which gets all that the client has sent so far.
 *
 * @param {import('../support/listen.js').Lifetime} t
 * @param {number} port
 * @param {(piece: { sent: string, isAnswer: boolean }) => Promise<unknown>} pass where it resolves to `cut`, the
 * connection ends instead
 */
async function startTcpProxy(t, port, pass) {
  const server = net.createServer((socket) => {
    const onward = net.connect(port, '127.0.0.1');
    let sent = '';
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ]) {
      let before = Promise.resolve();
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.on('data', (data) => {
        if (from === socket) sent += data;
        const whole = sent;
        before = before
          .then(() => pass({ sent: whole, isAnswer: from === onward }))
          .then((order) => void (order === 'cut' ? from.destroy() : to.write(data)));
      });
    }
  });
  return { url: `redis://127.0.0.1:${await listen(t, server)}` };
}
exports.startTcpProxy = startTcpProxy;
