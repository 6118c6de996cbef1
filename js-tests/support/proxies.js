// @ts-check
'use strict';

// Real proxies (squid, tinyproxy), and small ones of Node's for what those cannot be made to do.
// Each lives until its test ends.

const childProcess = require('node:child_process');
const crypto = require('node:crypto');
const events = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

/**
 * @typedef {{ after: (stop: () => any) => void }} Lifetime a test's context has one
 * @typedef {{ username: string, password: string }} Credentials
 * @typedef {{ method: string, url: string, headers: http.IncomingHttpHeaders, peer?: string }} Seen
 * @typedef {'carry' | 'hang' | 'close' | 'reset' | 'garbage' | number} OnConnect
 */

/** A port of 127.0.0.1 where nothing listens. */
async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  server.close();
  await events.once(server, 'close');
  return port;
}
exports.freePort = freePort;

/**
 * squid with Debian's rules: CONNECT to no other port than 443, unless `connectPorts` says so.
 *
 * @param {Lifetime} t
 * @param {{ credentials?: Credentials, connectPorts?: number[] }} [options]
 */
async function startSquid(t, { credentials, connectPorts = [] } = {}) {
  const { folder, port } = await place(t);
  const users = path.join(folder, 'users');
  if (credentials) {
    const digest = crypto.createHash('md5').update(credentials.password).digest('hex');
    fs.writeFileSync(users, `${credentials.username}:${digest}\n`, { mode: 0o644 });
  }
  const configuration = [
    `http_port 127.0.0.1:${port}`,
    `pid_filename ${folder}/squid.pid`,
    `cache_log ${folder}/log`,
    `access_log none`,
    `coredump_dir ${folder}`,
    `cache deny all`,
    `pinger_enable off`,
    `shutdown_lifetime 0 seconds`,
    `acl tls_ports port ${[443, ...connectPorts].join(' ')}`,
    `http_access deny CONNECT !tls_ports`,
    ...(credentials
      ? [
          `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${users}`,
          `auth_param basic children 1`,
          `auth_param basic realm tests`,
          `acl known proxy_auth REQUIRED`,
          `http_access deny !known`,
        ]
      : []),
    `http_access allow localhost`,
    `http_access deny all`,
  ];
  // Its shared memory goes by its service name.
  const flags = ['-N', '-n', `tests${port}`, '-f'];
  return start(t, 'squid', flags, { folder, port, configuration });
}
exports.startSquid = startSquid;

/**
 * tinyproxy with its own rules: CONNECT to no other port than 443 and 563, unless told.
 *
 * @param {Lifetime} t
 * @param {{ credentials?: Credentials, connectPorts?: number[] }} [options]
 */
async function startTinyproxy(t, { credentials, connectPorts = [] } = {}) {
  const { folder, port } = await place(t);
  const configuration = [
    `Port ${port}`,
    `Listen 127.0.0.1`,
    `Timeout 60`,
    `MaxClients 50`,
    `Allow 127.0.0.1`,
    `PidFile "${folder}/tinyproxy.pid"`,
    `LogFile "${folder}/log"`,
    ...[443, 563, ...connectPorts].map((allowed) => `ConnectPort ${allowed}`),
    ...(credentials ? [`BasicAuth ${credentials.username} ${credentials.password}`] : []),
  ];
  return start(t, 'tinyproxy', ['-d', '-c'], { folder, port, configuration });
}
exports.startTinyproxy = startTinyproxy;

/** @param {Lifetime} t */
async function place(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-proxy-'));
  fs.chmodSync(folder, 0o777); // squid started by root goes on as another user
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return { folder, port: await freePort() };
}

/**
 * @param {Lifetime} t
 * @param {'squid' | 'tinyproxy'} program
 * @param {string[]} flags
 * @param {{ folder: string, port: number, configuration: string[] }} where
 */
async function start(t, program, flags, { folder, port, configuration }) {
  const file = path.join(folder, `${program}.conf`);
  fs.writeFileSync(file, `${configuration.join('\n')}\n`);
  const PATH = `${process.env.PATH}:/usr/sbin`;
  const options = /** @type {const} */ ({ env: { PATH }, stdio: 'ignore' });
  const child = childProcess.spawn(program, [...flags, file], options);
  /** @type {unknown} */
  let end;
  child.once('error', (error) => (end = error));
  child.once('exit', (status, signal) => (end = status ?? signal));
  t.after(() => {
    // No SIGKILL: squid takes two seconds to clear away its memory, and nobody waits for it.
    child.kill('SIGINT');
    child.unref();
  });
  for (const begin = performance.now(); performance.now() - begin < 20_000; await delay(20)) {
    if (await answers(port)) return { url: `http://127.0.0.1:${port}` };
    if (/** @type {any} */ (end)?.code === 'ENOENT') {
      throw new Error(`${program} is not installed; run: apt-get install -y squid tinyproxy`);
    }
    if (end !== undefined) break;
  }
  const log = path.join(folder, 'log');
  const told = fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : 'no log';
  throw new Error(`${program} did not start (${end}): ${told}`);
}

/** @param {number} port */
async function answers(port) {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await events.once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * A proxy of Node's that remembers what it was asked, and treats CONNECT as told: carries it (the
 * default), hangs, closes, resets, answers garbage, or refuses it with a status.
 *
 * @param {Lifetime} t
 * @param {{ onConnect?: OnConnect, tls?: https.ServerOptions, credentials?: Credentials }} [options]
 */
async function startProxy(t, { onConnect = 'carry', tls, credentials } = {}) {
  /** @type {Seen[]} */
  const seen = [];
  const sockets = new Set();
  const token = credentials && `${credentials.username}:${credentials.password}`;
  const expected = token && `Basic ${Buffer.from(token).toString('base64')}`;
  /** @param {http.IncomingMessage} request */
  const admits = ({ method = '', url = '', headers, socket }) => {
    const peer = /** @type {any} */ (socket).getPeerCertificate?.().subject?.CN;
    seen.push({ method, url, headers, peer });
    return !expected || headers['proxy-authorization'] === expected;
  };
  const server = tls ? https.createServer(tls) : http.createServer();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request, response) => {
    if (admits(request)) forward(request, response);
    else response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
  });
  server.on('connect', (request, /** @type {net.Socket} */ socket) => {
    socket.on('error', () => {});
    answerConnect(admits(request) ? onConnect : 407, socket, request.url);
  });
  server.listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  return { url: `${tls ? 'https' : 'http'}://localhost:${port}`, port, seen };
}
exports.startProxy = startProxy;

/**
 * A server that takes connections and never says a word.
 *
 * @param {Lifetime} t
 */
async function startSilence(t) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
  });
  server.listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  return { authority: `localhost:${port}` };
}
exports.startSilence = startSilence;

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
