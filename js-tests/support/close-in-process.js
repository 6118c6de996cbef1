// @ts-check
'use strict';

// One `close()` in a process of its own, so that all of it is seen: what it printed, whether it loaded undici, and that
// nothing keeps the process alive after it.

const assert = require('node:assert/strict');
const childProcess = require('node:child_process');
const events = require('node:events');
const { environmentOf } = require('./environment.js');

/**
 * @typedef {{ code: string, message: string, hint?: string, option?: string, status?: number,
 *   cause?: { code?: string, message: string } }} Failure
 * @typedef {{ closed: string[], attempts: number[], statuses: (number | undefined)[], error?: Failure,
 *   usedUndici: boolean, output: string, tookMs: number }} Outcome
 */

/** How long sockets and bodies may take to end after `close()`; anything that is left then is a leak. */
const RELEASED_WITHIN_MS = 3000;

/**
 * Closes with these options, and an environment of these variables alone.
 *
 * @param {object} options
 * @param {Record<string, string>} [variables]
 * @returns {Promise<Outcome>}
 */
async function closeInProcess(options, variables = {}) {
  const child = childProcess.fork(__filename, {
    env: environmentOf(variables),
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => (output += data));
  }
  child.send({ batchIds: ['b-1'], apiKey: 'the-key', retries: 0, ...options });
  const [status] = await events.once(child, 'close');
  const line = output.split('\n').find((text) => text.startsWith('{'));
  assert.ok(line, `close() did not settle; exit status ${status}, output:\n${output}`);
  assert.equal(status, 0, output);
  return { ...JSON.parse(line), output };
}
exports.closeInProcess = closeInProcess;

/** In the child: closes, and prints how it went in one line. */
function closeAndPrint() {
  process.once('message', async (/** @type {any} */ options) => {
    process.disconnect();
    const { BatchClose } = require('eyes-batch-close');
    const begin = performance.now();
    const { report, error } = await new BatchClose(options).close().then(
      (/** @type {any} */ report) => ({ report, error: undefined }),
      (/** @type {any} */ error) => ({ report: error.report, error }),
    );
    const outcome = {
      closed: report?.closed,
      attempts: report?.results.map((/** @type {any} */ result) => result.attempts),
      statuses: report?.results.map((/** @type {any} */ result) => result.status),
      error: error && fields(error),
      usedUndici: Object.keys(require.cache).some((file) => /[\\/]undici[\\/]/.test(file)),
      tookMs: performance.now() - begin,
    };
    console.log(JSON.stringify(outcome));
    setTimeout(failIfAlive, RELEASED_WITHIN_MS).unref();
  });
}

/** However late this runs on a busy machine, a process that nothing keeps alive passes. */
function failIfAlive() {
  // Its own standard output is a pipe.
  const alive = process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap');
  if (alive.length === 0) return;
  console.error(`${RELEASED_WITHIN_MS} ms after close() these keep the process alive: ${alive}`);
  process.exit(1);
}

/** @param {any} error */
function fields({ code, message, hint, option, status, cause }) {
  const system = cause && { code: cause.code, message: cause.message };
  return { code, message, hint, option, status, cause: system };
}

if (require.main === module) closeAndPrint();
