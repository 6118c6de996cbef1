// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { setTimeout: delay } = require('node:timers/promises');
const { freePort } = require('./listen.js');
const { temporaryFolder } = require('./temporary-folder.js');

/**
 * A redis-server on a free port, with nothing kept on disk.
 *
 * @param {import('./listen.js').Lifetime} t
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
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (log += data));
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
  while (!log.includes('Ready to accept connections')) {
    if (end?.code === 'ENOENT') {
      throw new Error('redis-server is not installed; run: apt-get install -y redis-server');
    }
    if (end !== undefined) throw new Error(`redis-server did not start (${end}): ${log}`);
    await delay(10);
  }
  return { port: chosen, url: `redis://127.0.0.1:${chosen}`, kill };
}
exports.startRedis = startRedis;
