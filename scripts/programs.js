// @ts-check
'use strict';

// Finding, asking and running programs, on every system.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/**
 * Whether a program is on the PATH.
 * @param {string} name
 */
function findProgram(name) {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return String(process.env.PATH)
    .split(path.delimiter)
    .some((folder) => folder !== '' && fs.existsSync(path.join(folder, file)));
}
exports.findProgram = findProgram;

/**
 * What a program prints, or nothing when it is missing or fails.
 * @param {string} program @param {string[]} args @param {Record<string, string>} [env]
 */
function ask(program, args, env) {
  const { status, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return status === 0 ? stdout : undefined;
}
exports.ask = ask;

/**
 * Runs a program to its end; throws when it fails.
 * @param {string} program @param {string[]} args @param {Record<string, string>} [env]
 */
function run(program, args, env) {
  const shell = program.endsWith('.cmd'); // Windows starts those by its shell alone.
  const { status, signal, error } = spawnSync(program, args, {
    stdio: 'inherit',
    shell,
    env: { ...process.env, ...env },
  });
  if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(130);
  if (error) throw error;
  if (status === 0) return;
  const command = [path.basename(program), ...args].join(' ');
  throw new Error(`\`${command}\` ended with ${signal ?? `status ${status}`}`);
}
exports.run = run;

/**
 * The call of the npm that runs this script, or else of the one on the PATH.
 * @param {string[]} args
 * @returns {[program: string, args: string[]]}
 */
function npmCall(args) {
  const npm = process.env.npm_execpath;
  if (npm && path.basename(npm) === 'npm-cli.js') return [process.execPath, [npm, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}
exports.npmCall = npmCall;
