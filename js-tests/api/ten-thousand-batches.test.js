// @ts-check
'use strict';

// Ten thousand batches, few file descriptors, and a small heap.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { test } = require('node:test');
const { promisify } = require('node:util');
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
    let heard = 0;
    const onResult = () => heard++;
    closeBatch({ ...options, batchIds, onResult }).then(({ closed, results }) => {
      const inOrder = results.every(({ batchId }, index) => batchId === batchIds[index]);
      const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
      console.log(JSON.stringify({ closed: closed.length, heard, inOrder, megabytes }));
    });`;
  const shell = 'ulimit -n 256; exec "$@"';
  const heap = ['--max-old-space-size=32', '--max-semi-space-size=1'];
  const command = [process.execPath, ...heap, '-e', script];
  const { PATH = '' } = process.env;
  const options = { cwd: __dirname, env: { PATH }, timeout: 150_000 };
  const { stdout } = await promisify(execFile)('sh', ['-c', shell, 'sh', ...command], options);
  return JSON.parse(stdout);
}

test('10,000 batches close, each by one request, within 256 files and little memory', async (t) => {
  const many = 10_000;
  const server = await startFaultServer(t);
  const { megabytes, ...told } = await closeMany(server, many);
  assert.deepEqual(told, { closed: many, heard: many, inOrder: true });
  assert.equal(server.seen.length, many);
  assert.equal(new Set(server.seen.map(({ batchId }) => batchId)).size, many);
  assert.ok(server.mostSockets() <= 4 * CONCURRENCY, `${server.mostSockets()} sockets`);
  assert.ok(megabytes < MEGABYTES, `${megabytes} MB`);
});

test('so do thousands of which each fails at first, some by their connection', async (t) => {
  const many = 3_000;
  const busy = answer(503, { 'retry-after': '0' });
  const steps = Array.from({ length: many }, (_, index) => [
    `batch-${index}`,
    [index % 100 === 0 ? reset : busy, closed],
  ]);
  const server = await startFaultServer(t, Object.fromEntries(steps));
  const { megabytes, ...told } = await closeMany(server, many);
  assert.deepEqual(told, { closed: many, heard: many, inOrder: true });
  assert.ok(server.mostSockets() <= 4 * CONCURRENCY, `${server.mostSockets()} sockets`);
  assert.ok(megabytes < MEGABYTES, `${megabytes} MB`);
});
