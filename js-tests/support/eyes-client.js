// @ts-check
'use strict';

// The requests of an Eyes SDK, one function each, over node:http: no proxy variable leads them
// elsewhere, and paths are sent as they are written.

const assert = require('node:assert/strict');
const http = require('node:http');
const { startEyesServer } = require('eyes-batch-close/eyes-server');

/** @typedef {import('node:test').TestContext} TestContext */
/** @typedef {import('eyes-batch-close/eyes-server').EyesServer} EyesServer */
/** @typedef {import('eyes-batch-close/eyes-server').EyesServerOptions} EyesServerOptions */
/** @typedef {{ status: number, headers: http.IncomingHttpHeaders, text: string, json: any }} Answer */

const KEY = 'the-key';

/**
 * A server that ends with its test.
 *
 * @param {TestContext} t
 * @param {EyesServerOptions} [options]
 */
async function start(t, options) {
  const server = await startEyesServer(options);
  t.after(() => server.stop());
  return server;
}

/**
 * @param {Pick<EyesServer, 'url'>} server
 * @param {string} method
 * @param {string} path
 * @param {object} [request]
 * @param {http.OutgoingHttpHeaders} [request.headers] default: the API key alone
 * @param {unknown} [request.json]
 * @param {string | Buffer} [request.body]
 * @returns {Promise<Answer>}
 */
function call(server, method, path, { headers = { 'x-eyes-api-key': KEY }, json, body } = {}) {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers, agent: false });
    request.on('error', reject);
    request.on('response', async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      const isJson = response.headers['content-type'] === 'application/json';
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text,
        json: isJson ? JSON.parse(text) : undefined,
      });
    });
    request.end(json === undefined ? body : JSON.stringify(json));
  });
}

/**
 * @param {Pick<EyesServer, 'url'>} server
 * @param {object} [batchInfo]
 * @param {string} [name]
 * @returns {Promise<string>} the session's path
 */
async function open(server, batchInfo = { id: 'b-1' }, name = 'Home page') {
  const startInfo = { appIdOrName: 'Shop', scenarioIdOrName: name, batchInfo };
  const { status, json } = await call(server, 'POST', '/api/sessions/running', {
    json: { startInfo },
  });
  assert.equal(status, 200);
  return `/api/sessions/running/${json.id}`;
}

/**
 * @param {EyesServer} server
 * @param {string} batchId
 */
function close(server, batchId) {
  const segment = encodeURIComponent(batchId);
  return call(server, 'DELETE', `/api/sessions/batches/${segment}/close/bypointerId`);
}

exports.KEY = KEY;
exports.start = start;
exports.call = call;
exports.open = open;
exports.close = close;
