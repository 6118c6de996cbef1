// @ts-check
'use strict';

// A store on a disk that hangs: the error comes in time, the command ends by itself after it, and signals end it.

const assert = require('node:assert/strict');
const events = require('node:events');
const { spawn, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { setTimeout: delay } = require('node:timers/promises');
const { pathToFileURL } = require('node:url');
const { runCommand, startCommand, variablesFor } = require('../support/cli.js');
const { environmentOf } = require('../support/environment.js');
const { startFaultServer } = require('../support/fault-server.js');
const { mountHangingDisk } = require('../support/hanging-disk.js');
const { startFolderStore } = require('../support/temporary-folder.js');

/** Within this time the command ends that has nothing to wait for. */
const ENDS_WITHIN_MS = 10_000;

/** @param {import('node:test').TestContext} t */
async function setUp(t) {
  const server = await startFaultServer(t);
  const disk = mountHangingDisk(t);
  return { server, variables: variablesFor(server, { EYES_BATCH_STORE: disk.url }) };
}

/**
 * How a child ends, if it does.
 *
 * @param {import('node:test').TestContext} t @param {import('node:child_process').ChildProcess} child
 */
async function endOf(t, child) {
  t.after(() => child.kill('SIGKILL'));
  const signal = AbortSignal.timeout(ENDS_WITHIN_MS);
  const [status, by] = await events.once(child, 'close', { signal });
  return status ?? by;
}

for (const [what, args] of /** @type {[string, string[]][]} */ ([
  ['the mark of a shard', ['nightly', '--shard', '1/2']],
  ['status', ['status', 'nightly']],
  ['id --run', ['id', '--run', 'nightly']],
])) {
  test(`${what}: the error comes in time, and the command ends by itself`, async (t) => {
    const { server, variables } = await setUp(t);
    const limits = ['--timeout', '300'];
    const { child, output } = startCommand([...args, ...limits], { variables });
    const begin = performance.now();
    const end = await endOf(t, child);
    // As help says: its disk threads hang, so that a signal of its own ends it.
    assert.equal(end, 'SIGTERM', output.stderr);
    assert.match(output.stderr, /^error: the store file:\/\/\S+ failed: no answer within 300 ms/m);
    assert.ok(performance.now() - begin < ENDS_WITHIN_MS);
    assert.equal(server.seen.length, 0);
  });
}

for (const [signal, end] of /** @type {const} */ ([
  ['SIGTERM', 'SIGTERM'],
  ['SIGINT', 'SIGINT'],
])) {
  test(`${signal} ends a command that waits for the disk`, async (t) => {
    const { variables } = await setUp(t);
    const { child, output } = startCommand(['nightly', '--shard', '1/2'], { variables });
    await hangsOnDisk(child);
    child.kill(signal);
    assert.equal(await endOf(t, child), end, output.stderr);
    assert.match(output.stderr, /^error: Batch "nightly" was not closed: the call was aborted/m);
  });
}

/** Resolves when a thread of a process waits for the disk. @param {import('node:child_process').ChildProcess} child */
async function hangsOnDisk({ pid }) {
  const waits = () =>
    fs.readdirSync(`/proc/${pid}/task`).some((thread) => {
      try {
        return /fuse/.test(fs.readFileSync(`/proc/${pid}/task/${thread}/wchan`, 'utf8'));
      } catch {
        return false;
      }
    });
  while (!waits()) await delay(10);
}

test('a script that closes gets its error in time', async (t) => {
  const { variables } = await setUp(t);
  const script = `
    const { closeBatch } = require('eyes-batch-close');
    const begin = performance.now();
    closeBatch({ batchIds: 'a', shard: '1/2', timeout: 300, retries: 0 }).catch(({ code, message }) => {
      console.log(code, /no answer within 300 ms/.test(message), performance.now() - begin < 5000);
      process.kill(process.pid, 'SIGTERM');
    });`;
  const child = spawn(process.execPath, ['-e', script], {
    cwd: __dirname,
    env: environmentOf(variables),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (data) => (stdout += data));
  assert.equal(await endOf(t, child), 'SIGTERM');
  assert.equal(stdout, 'STORE true true\n');
});

test('a pipe in the place of an entry hangs nothing', async (t) => {
  const server = await startFaultServer(t);
  const { url, folder } = startFolderStore(t);
  const variables = variablesFor(server);
  const args = ['nightly', '--store', url, '--timeout', '3000', '--retries', '0', '--shard'];
  assert.equal((await runCommand([...args, '1/2'], { variables })).status, 0);
  const names = /** @type {string[]} */ (fs.readdirSync(folder, { recursive: true }));
  const total = path.join(folder, names.find((name) => path.basename(name) === 'total') ?? '');
  fs.rmSync(total);
  execFileSync('mkfifo', [total]);
  const { child, output } = startCommand([...args, '2/2'], { variables });
  assert.equal(await endOf(t, child), 1, output.stderr);
  assert.match(output.stderr, new RegExp(`${pathToFileURL(folder)} failed: .*total is not a file`));
});
