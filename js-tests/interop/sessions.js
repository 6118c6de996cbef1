// @ts-check
'use strict';

// Sessions of the real SDK on a local Eyes server.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');

const apiKey = 'the-key';
exports.apiKey = apiKey;

/**
 * Runs one session with the SDK in a process of its own, to its end.
 *
 * @param {{ url: string }} server
 * @param {string} name the test's
 * @param {Record<string, string>} variables
 */
async function runSession(server, name, variables) {
  const { PATH = '', SystemRoot = '' } = process.env;
  const at = { APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_API_KEY: apiKey };
  const env = { PATH, SystemRoot, ...at, ...variables };
  const args = [path.join(__dirname, 'peers', 'session.js'), name];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env,
    timeout: 60_000,
  });
  assert.deepEqual([stdout, stderr], ['Passed, 2 steps\n', '']);
}
exports.runSession = runSession;
