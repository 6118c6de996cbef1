// @ts-check
'use strict';

const { print } = require('./print.js');

/** When progress is shown, and how often: in a terminal, and where each time is one more line. */
const PROGRESS_MS = 1000;
const PROGRESS_LINE_MS = 15_000;

/** @typedef {ReturnType<typeof openTerminal>} Terminal */

/**
 * Lines with a line of progress below them, or between them where it can't be drawn anew. With `json` all of them go to stderr.
 *
 * @param {import('../arguments.js').Values} values
 */
function openTerminal({ json, quiet }) {
  const { stderr } = process;
  let progress = '';
  let isShown = false;
  const erase = () => {
    if (isShown) stderr.write('\r\x1b[K');
    isShown = false;
  };
  const draw = () => {
    stderr.write(`\r\x1b[K${progress}`);
    isShown = true;
  };
  const [show, everyMs] = stderr.isTTY
    ? [draw, PROGRESS_MS]
    : [() => print('note', progress), PROGRESS_LINE_MS];
  const timer = quiet ? undefined : setInterval(show, everyMs);
  return {
    /** @param {import('./print.js').Kind} kind @param {string} line */
    print(kind, line) {
      erase();
      print(kind, line, json === true);
    },
    /** @param {string} now */
    setProgress(now) {
      progress = now;
    },
    endProgress() {
      clearInterval(timer);
      erase();
    },
  };
}
exports.openTerminal = openTerminal;
