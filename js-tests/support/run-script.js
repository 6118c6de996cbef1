// @ts-check
'use strict';

// A few lines of JavaScript in a process of their own.

const { execFile } = require('node:child_process');
const { environmentOf } = require('./environment.js');

/**
 * Runs a script to its end, a minute at most. It finds its data in `process.argv[1]`, as JSON.
 *
 * @param {string} script
 * @param {{ data?: unknown, flags?: string[], env?: Record<string, string> }} [options]
 * @returns {Promise<{ stdout: string, stderr: string, status: number | string | null | undefined }>}
 */
function runScript(script, { data = null, flags = [], env = {} } = {}) {
  const args = [...flags, '-e', script, JSON.stringify(data)];
  const options = { cwd: __dirname, env: environmentOf(env), timeout: 60_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { ...options, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, status: error ? (error.code ?? error.signal) : 0 }),
    );
  });
}
exports.runScript = runScript;
