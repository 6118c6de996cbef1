// @ts-check
'use strict';

// A command in a process of its own, which has our standard input, output and error: how it is started, how signals reach
// it, and how it ended.

const fs = require('node:fs');
const os = require('node:os');
const spawn = require('cross-spawn');
const { SIGNALS, STATUSES } = require('./process.js');
const { shownName, withoutKey } = require('./secrets.js');

/** @typedef {import('./process.js').Signal} Signal */

/** How long a command gets to end after a signal. */
const KILL_AFTER_MS = 10_000;

/** A command that was not started; the status is that of a shell. */
class StartError extends Error {
  /** @param {string} program @param {NodeJS.ErrnoException} cause */
  constructor(program, { code, message }) {
    const isMissing = code === 'ENOENT';
    const name = shownName(program);
    // The system's message would repeat the name.
    const why = code ?? withoutKey(message);
    super(isMissing ? `there is no command ${name}` : `${name} can't be run: ${why}`);
    this.status = isMissing ? 127 : 126;
  }
}
exports.StartError = StartError;

/**
 * Runs a command to its end. Children that it leaves behind are not waited for, nor is its output. Throws a StartError.
 *
 * @param {string[]} words
 * @param {(line: string) => void} tell
 * @returns {Promise<{ status: number, signalStatus?: number }>} its exit status, and that of a signal which came meanwhile
 */
async function runProgram([program, ...args], tell) {
  /** @type {ReturnType<typeof passSignals> | undefined} */
  let signals;
  try {
    return await new Promise((resolve, reject) => {
      assertIsThere(program, args);
      // Before the command is there: whoever sees it run may send a signal at once.
      const passed = passSignals(
        (name) => child.kill(name),
        (name) => {
          tell(`warning: the command was killed, ${KILL_AFTER_MS / 1000} s after ${name}`);
          child.kill('SIGKILL');
          onExit(null, 'SIGKILL'); // Even where it can't be killed.
        },
      );
      signals = passed;
      // Without a shell, which would read the words once more; a `.cmd` of Windows is started all the same.
      const child = spawn(program, args, { stdio: 'inherit' });
      /** @param {number | null} code @param {NodeJS.Signals | null} signal */
      function onExit(code, signal) {
        const status = code ?? 128 + (signal ? os.constants.signals[signal] : 0);
        resolve({ status, signalStatus: passed.status() });
      }
      child.on('exit', onExit);
      child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
        if (error.syscall !== 'kill') reject(error);
      });
    });
  } catch (/** @type {any} */ error) {
    throw new StartError(program, error);
  } finally {
    signals?.stop();
  }
}
exports.runProgram = runProgram;

/**
 * On Windows a command that is not there is handed to cmd, which says so in words of its own. Throws ENOENT before.
 *
 * @param {string} program @param {string[]} args
 */
function assertIsThere(program, args) {
  if (process.platform !== 'win32') return;
  const { file } = /** @type {any} */ (spawn)._parse(program, args, {});
  if (!file) throw Object.assign(new Error('not found'), { code: 'ENOENT' });
}

/**
 * Hands the first signal on to the command, which then has some seconds to end. A second one ends this process, too.
 *
 * @param {(name: Signal) => void} pass @param {(name: Signal) => void} onTimeout
 */
function passSignals(pass, onTimeout) {
  /** @type {number | undefined} */
  let status;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const stop = () => {
    clearTimeout(timer);
    for (const name of SIGNALS) process.removeListener(name, onSignal);
  };
  /** @param {Signal} name */
  function onSignal(name) {
    if (!isSentToAll(name)) pass(name);
    if (status !== undefined) {
      stop();
      process.kill(process.pid, name);
      return;
    }
    status = STATUSES[name];
    timer = setTimeout(onTimeout, KILL_AFTER_MS, name);
  }
  for (const name of SIGNALS) process.on(name, onSignal);
  return { stop, status: () => status };
}

/** Whether the command has got a signal by itself: a terminal gives Ctrl-C to all that runs in it. @param {Signal} name */
function isSentToAll(name) {
  if (name !== 'SIGINT') return false;
  if (process.platform === 'win32') return true;
  try {
    fs.closeSync(fs.openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
