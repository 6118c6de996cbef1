// @ts-check
'use strict';

// The command as users run it: its bin file in a process of its own, in an environment of the given variables alone.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const events = require('node:events');
const path = require('node:path');
const { environmentOf } = require('./environment.js');

const root = path.join(__dirname, '../..');
const bin = path.join(root, require('../../package.json').bin['eyes-batch-close']);
exports.bin = bin;

/** The key that no output may hold. */
const KEY = 'Key/Mark+1';
exports.KEY = KEY;

/**
 * @typedef {{ variables?: Record<string, string>, input?: string | Buffer, cwd?: string }} Around
 * @typedef {{ status: number | null, stdout: string, stderr: string }} Ended
 */

/**
 * Starts it; `ended` resolves when it has ended.
 *
 * @param {string[]} args
 * @param {Around} [around]
 */
function startCommand(args, { variables = {}, input, cwd } = {}) {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: environmentOf(variables),
    stdio: 'pipe',
  });
  child.stdin.on('error', () => {}); // Not every command reads it.
  child.stdin.end(input);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  const closed = events.once(child, 'close');
  /** @returns {Promise<Ended>} */
  const ended = async () => {
    const [status] = await closed;
    assertWithoutKey(output.stdout + output.stderr);
    return { status, ...output };
  };
  return { child, output, ended };
}
exports.startCommand = startCommand;

/**
 * Runs it to its end.
 *
 * @param {string[]} args
 * @param {Around} [around]
 * @returns {Promise<Ended>}
 */
function runCommand(args, around) {
  return startCommand(args, around).ended();
}
exports.runCommand = runCommand;

/** @param {string} output */
function assertWithoutKey(output) {
  for (const form of [KEY, encodeURIComponent(KEY), btoa(KEY)]) {
    assert.ok(!output.includes(form), `the API key was printed:\n${output}`);
  }
}
exports.assertWithoutKey = assertWithoutKey;

/**
 * What points it at a server.
 *
 * @param {{ url: string }} server
 * @param {Record<string, string>} [more]
 */
exports.variablesFor = (server, more) => ({
  APPLITOOLS_SERVER_URL: server.url,
  APPLITOOLS_API_KEY: KEY,
  ...more,
});

/**
 * Lines without what differs from run to run: times, and the port of the server.
 *
 * @param {string} text
 */
exports.masked = (text) =>
  text
    .replace(/\b\d+ ms\b/g, 'N ms')
    .replace(/"durationMs": \d+/g, '"durationMs": 0')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT');
