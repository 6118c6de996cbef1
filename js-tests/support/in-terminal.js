// @ts-check
'use strict';

// The command in a terminal, by script(1).

const { spawn } = require('node:child_process');
const events = require('node:events');
const { bin } = require('./cli.js');

/**
 * Starts it. Ctrl-C is `child.stdin.write('\x03')`.
 *
 * @param {string[]} args
 * @param {Record<string, string>} variables
 */
function inTerminal(args, variables) {
  const quote = (/** @type {string} */ word) => `'${word.replaceAll("'", "'\\''")}'`;
  const command = ['exec', ...[process.execPath, bin, ...args].map(quote)].join(' ');
  const { PATH = '' } = process.env;
  const options = ['--quiet', '--return', '--command', command];
  const child = spawn('script', [...options, '/dev/null'], {
    env: { PATH, TERM: 'xterm', SHELL: '/bin/sh', ...variables },
    stdio: 'pipe',
  });
  const ended = events.once(child, 'close');
  const screen = { text: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (screen.text += text));
  return {
    child,
    screen,
    ended,
    /** Resolves as soon as a text is on the screen. @param {string} text */
    async shows(text) {
      while (!screen.text.includes(text)) await events.once(child.stdout, 'data');
    },
  };
}
exports.inTerminal = inTerminal;
