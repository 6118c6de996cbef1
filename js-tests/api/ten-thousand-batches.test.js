// @ts-check
'use strict';

// Ten thousand batches, few file descriptors, and a small heap. POSIX only: `ulimit` of `sh` is what limits the files,
// as Node has no way to; on another system these tests fail and say that `sh` is missing.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { environmentOf } = require('../support/environment.js');
const { answer, closed, reset, startFaultServer } = require('../support/fault-server.js');

const CONCURRENCY = 32;
const MEGABYTES = 200;

/**
 * Closes so many batches in a process that may have 256 files open and 32 MB in its heap.
 *
 * @param {{ url: string }} server
 * @param {number} many
 */
async function closeMany({ url: serverUrl }, many) {
  const script = `
    const { closeBatch } = require('eyes-batch-close');
    const batchIds = Array.from({ length: ${many} }, (_, index) => 'batch-' + index);
    const options = { serverUrl: '${serverUrl}', apiKey: 'the-key', concurrency: ${CONCURRENCY} };
    let calls = 0;
    const onResult = () => calls++;
    closeBatch({ ...options, batchIds, onResult }).then(({ closed, results }) => {
      const inOrder = results.every(({ batchId }, index) => batchId === batchIds[index]);
      const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
      console.log(JSON.stringify({ closed: closed.length, calls, inOrder, megabytes }));
    });`;
  const shell = 'ulimit -n 256; exec "$@"';
  const heap = ['--max-old-space-size=32', '--max-semi-space-size=1'];
  const command = [process.execPath, ...heap, '-e', script];
  const options = { cwd: __dirname, env: environmentOf(), timeout: 150_000 };
  const { stdout } = await promisify(execFile)('sh', ['-c', shell, 'sh', ...command], options);
  return JSON.parse(stdout);
}

test('10,000 batches close, each by one request, within 256 files and little memory', async (t) => {
  const many = 10_000;
  const server = await startFaultServer(t);
  const { megabytes, ...outcome } = await closeMany(server, many);
  assert.deepEqual(outcome, { closed: many, calls: many, inOrder: true });
  assert.equal(server.seen.length, many);
  assert.equal(new Set(server.seen.map(({ batchId }) => batchId)).size, many);
  assert.ok(server.mostSockets() <= 4 * CONCURRENCY, `${server.mostSockets()} sockets`);
  assert.ok(megabytes < MEGABYTES, `${megabytes} MB`);
});

test('3,000 batches that each fail at first, some by their connection, close within the same limits', async (t) => {
  const many = 3_000;
  const busy = answer(503, { 'retry-after': '0' });
  const steps = Array.from({ length: many }, (_, index) => [
    `batch-${index}`,
    [index % 100 === 0 ? reset : busy, closed],
  ]);
  const server = await startFaultServer(t, Object.fromEntries(steps));
  const { megabytes, ...outcome } = await closeMany(server, many);
  assert.deepEqual(outcome, { closed: many, calls: many, inOrder: true });
  assert.ok(server.mostSockets() <= 4 * CONCURRENCY, `${server.mostSockets()} sockets`);
  assert.ok(megabytes < MEGABYTES, `${megabytes} MB`);
});
