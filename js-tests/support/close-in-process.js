// @ts-check
'use strict';

// One `close()` in a process of its own, so that all of it is seen: what it printed, whether it
// loaded undici, and how soon after it the process ended.

const assert = require('node:assert/strict');
const childProcess = require('node:child_process');
const events = require('node:events');
const http = require('node:http');
const https = require('node:https');

/**
 * @typedef {import('node:test').TestContext} TestContext
 * @typedef {{ code: string, message: string, hint?: string, option?: string, status?: number,
 *   cause?: { code?: string, message: string } }} Failure
 * @typedef {{ closed: string[], attempts: number[], error?: Failure, usedUndici: boolean,
 *   output: string, tookMs: number }} Outcome
 */

// Node 20 compiles its HTTP parser for a while after a short run; the tests share their processors.
const PROMPT_MS = 3000;

/**
 * Closes with these options, and an environment of these variables alone.
 *
 * @param {object} options
 * @param {Record<string, string>} [variables]
 * @returns {Promise<Outcome>}
 */
async function closing(options, variables = {}) {
  const { PATH = '', SystemRoot = '' } = process.env;
  const child = childProcess.fork(__filename, {
    env: { PATH, SystemRoot, ...variables },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let settledAt = 0;
  child.stdout?.on('data', (data) => {
    output += data;
    settledAt = performance.now();
  });
  child.stderr?.on('data', (data) => (output += data));
  child.send({ batchIds: ['b-1'], apiKey: 'the-key', retries: 0, ...options });
  const [status] = await events.once(child, 'close');
  const lateness = performance.now() - settledAt;
  const line = output.split('\n').find((text) => text.startsWith('{'));
  assert.ok(line, `close() did not settle; exit status ${status}, output:\n${output}`);
  assert.ok(lateness < PROMPT_MS, `the process ended ${Math.round(lateness)} ms after close()`);
  return { ...JSON.parse(line), output };
}
exports.closing = closing;

/** In the child: closes, and says how it went in one line. */
function closeAndTell() {
  process.once('message', async (/** @type {any} */ options) => {
    process.disconnect();
    const { BatchClose } = require('eyes-batch-close');
    const begin = performance.now();
    const { report, error } = await new BatchClose(options).close().then(
      (/** @type {any} */ report) => ({ report, error: undefined }),
      (/** @type {any} */ error) => ({ report: error.report, error }),
    );
    const told = {
      closed: report?.closed,
      attempts: report?.results.map((/** @type {any} */ result) => result.attempts),
      error: error && fields(error),
      usedUndici: Object.keys(require.cache).some((file) => /[\\/]undici[\\/]/.test(file)),
      tookMs: performance.now() - begin,
    };
    console.log(JSON.stringify(told));
  });
}

/** @param {any} error */
function fields({ code, message, hint, option, status, cause }) {
  const told = cause && { code: cause.code, message: cause.message };
  return { code, message, hint, option, status, cause: told };
}

/**
 * A server that closes every batch and remembers what it was asked: over TLS with a certificate.
 *
 * @param {TestContext} t
 * @param {https.ServerOptions} [tls]
 */
async function startEyes(t, tls) {
  /** @type {{ url: string, headers: http.IncomingHttpHeaders, peer?: string }[]} */
  const seen = [];
  /** @type {http.RequestListener} */
  const answer = (request, response) => {
    const { url = '', headers, socket } = request;
    const peer = /** @type {any} */ (socket).getPeerCertificate?.().subject?.CN;
    seen.push({ url, headers, peer });
    response.end();
  };
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  server.listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `${tls ? 'https' : 'http'}://localhost:${port}`, port, seen };
}
exports.startEyes = startEyes;

if (require.main === module) closeAndTell();
