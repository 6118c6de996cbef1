// @ts-check
'use strict';

// Loaded before a program: holds it, from the moment when it has written HELD_AT or has started another program, until
// the file HELD_UNTIL is there. So a signal can come just then, and not a moment later.

const childProcess = require('node:child_process');
const fs = require('node:fs');

const { HELD_AT, HELD_UNTIL = '' } = process.env;
const { write } = process.stdout;
const { spawn } = childProcess;

function hold() {
  while (!fs.existsSync(HELD_UNTIL)); // Its event loop must not turn meanwhile.
}

process.stdout.write = /** @type {typeof write} */ (
  /** @param {Parameters<typeof write>} args */
  (...args) => {
    const written = write.apply(process.stdout, args);
    if (HELD_AT && String(args[0]).includes(HELD_AT)) hold();
    return written;
  }
);

childProcess.spawn = /** @type {typeof spawn} */ (
  /** @param {Parameters<typeof spawn>} args */
  (...args) => {
    const child = spawn(...args);
    hold();
    return child;
  }
);
