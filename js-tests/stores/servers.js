// @ts-check
'use strict';

// What the tests of the stores stand on: redis-server, a folder, a server that counts what is closed, callers in
// processes of their own, and a network that is slow or stops.

const { fork, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { pathToFileURL } = require('node:url');

/** @typedef {{ after: (clear: () => unknown) => void }} Lifetime */

/** @param {Lifetime} t */
function temporaryFolder(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-stores-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
exports.temporaryFolder = temporaryFolder;

/** @param {Lifetime} t */
exports.startFolder = (t) => {
  const folder = temporaryFolder(t);
  return { folder, url: pathToFileURL(folder).href };
};

/**
 * A redis-server on a free port, with nothing kept on disk.
 *
 * @param {Lifetime} t
 * @param {{ port?: number, flags?: string[], secure?: boolean }} [options]
 */
async function startRedis(t, { port, flags = [], secure = false } = {}) {
  const chosen = port ?? (await freePort());
  const ports = secure ? ['--port', '0', '--tls-port', `${chosen}`] : ['--port', `${chosen}`];
  const fixed = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', [...ports, ...fixed, ...flags], {
    cwd: temporaryFolder(t),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  /** @type {any} */
  let end;
  child.once('error', (error) => (end = error));
  child.once('exit', (status, signal) => (end ??= status ?? signal));
  const exited = once(child, 'close').catch(() => {});
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  t.after(kill);
  while (!said.includes('Ready to accept connections')) {
    if (end?.code === 'ENOENT') {
      throw new Error('redis-server is not installed; run: apt-get install -y redis-server');
    }
    if (end !== undefined) throw new Error(`redis-server did not start (${end}): ${said}`);
    await delay(10);
  }
  return { port: chosen, url: `redis://127.0.0.1:${chosen}`, kill };
}
exports.startRedis = startRedis;

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  server.close();
  return port;
}

/**
 * A server that counts the closes of each batch, and answers when told; `state` is what it answers.
 *
 * @param {Lifetime} t
 */
async function startEyes(t) {
  /** @type {Map<string, number>} */
  const closes = new Map();
  const state = { status: 200, answers: Promise.resolve() };
  const server = http.createServer(async (request, response) => {
    const id = decodeURIComponent(/batches\/([^/]+)/.exec(request.url ?? '')?.[1] ?? '');
    closes.set(id, (closes.get(id) ?? 0) + 1);
    server.emit('close-of', id);
    await state.answers;
    response.writeHead(state.status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    state,
    closes: (/** @type {string} */ id) => closes.get(id) ?? 0,
    nextClose: () => once(server, 'close-of', { signal: AbortSignal.timeout(60_000) }),
  };
}
exports.startEyes = startEyes;

/**
 * The way to a server: each piece is passed on when `pass` resolves, which hears what the client has said in all.
 *
 * @param {Lifetime} t
 * @param {number} port
 * @param {(piece: { said: string, isAnswer: boolean }) => Promise<unknown>} pass
 */
async function startWay(t, port, pass) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    const onward = net.connect(port, '127.0.0.1');
    let said = '';
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ]) {
      sockets.add(from);
      let before = Promise.resolve();
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.on('data', (data) => {
        if (from === socket) said += data;
        const whole = said;
        before = before
          .then(() => pass({ said: whole, isAnswer: from === onward }))
          .then(() => void to.write(data));
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = /** @type {net.AddressInfo} */ (server.address());
  return { url: `redis://127.0.0.1:${address.port}` };
}
exports.startWay = startWay;

/**
 * A process that marks shards when asked; see shard-process.js.
 *
 * @param {Lifetime} t
 * @param {{ env?: Record<string, string>, execArgv?: string[] }} [options]
 */
function startCaller(t, { env = {}, execArgv = [] } = {}) {
  const { PATH = '', SystemRoot = '' } = process.env;
  const child = fork(path.join(__dirname, 'shard-process.js'), {
    env: { PATH, SystemRoot, ...env },
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'close');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  t.after(kill);
  return {
    kill,
    /**
     * @param {object} options @param {number[]} shards @param {number} total
     * @returns {Promise<Told[]>}
     */
    async mark(options, shards, total) {
      child.send({ options, shards, total });
      const [told] = await Promise.race([once(child, 'message'), exited.then(() => [[]])]);
      return told;
    },
  };
}
exports.startCaller = startCaller;

/**
 * @typedef {object} Told
 * @property {number} shard
 * @property {string} [code] Of the error.
 * @property {string} [message]
 * @property {string} [storeError]
 * @property {string[]} outcomes
 * @property {{ done: number[], missing: number[], total: number }} [shards]
 * @property {number} tookMs
 */
