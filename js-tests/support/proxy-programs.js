// @ts-check
'use strict';

// Real proxies, each until its test ends: squid and tinyproxy as Debian has them.

const childProcess = require('node:child_process');
const crypto = require('node:crypto');
const events = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { freePort } = require('./listen.js');
const { temporaryFolder } = require('./temporary-folder.js');

/** @typedef {import('./listen.js').Lifetime} Lifetime */
/** @typedef {import('./proxies.js').Credentials} Credentials */

/**
 * squid with Debian's rules: CONNECT to no other port than 443, unless `connectPorts` says so.
 *
 * @param {Lifetime} t
 * @param {{ credentials?: Credentials, connectPorts?: number[] }} [options]
 */
async function startSquid(t, { credentials, connectPorts = [] } = {}) {
  const { folder, port } = await placeFor(t);
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
 * tinyproxy with its own rules: CONNECT to no other port than 443 and 563, unless `connectPorts` says so.
 *
 * @param {Lifetime} t
 * @param {{ credentials?: Credentials, connectPorts?: number[] }} [options]
 */
async function startTinyproxy(t, { credentials, connectPorts = [] } = {}) {
  const { folder, port } = await placeFor(t);
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
async function placeFor(t) {
  const folder = temporaryFolder(t);
  fs.chmodSync(folder, 0o777); // squid started by root goes on as another user
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
    if (await isOpen(port)) return { url: `http://127.0.0.1:${port}` };
    if (/** @type {any} */ (end)?.code === 'ENOENT') {
      throw new Error(`${program} is not installed; run: apt-get install -y squid tinyproxy`);
    }
    if (end !== undefined) break;
  }
  const log = path.join(folder, 'log');
  const text = fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : 'no log';
  throw new Error(`${program} did not start (${end}): ${text}`);
}

/** @param {number} port */
async function isOpen(port) {
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
