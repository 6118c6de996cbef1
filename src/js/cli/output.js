// @ts-check
'use strict';

// Writes lines where they belong; on a terminal in colour, and with a line of progress.

/** @typedef {'closed' | 'plain' | 'note' | 'warning' | 'error'} Kind */
/** @typedef {(kind: Kind, line: string) => void} Say */

/** Of each kind where it goes, and the colour of its first word. */
const KINDS = /** @type {const} */ ({
  closed: ['stdout', 'green'],
  plain: ['stdout', undefined],
  note: ['stderr', undefined],
  warning: ['stderr', 'yellow'],
  error: ['stderr', 'red'],
});

/** When progress is shown, and how often, in milliseconds. */
const PROGRESS = 1000;

/** @param {import('./options.js').Values} values */
function output({ json, quiet }) {
  const { stderr } = process;
  let text = '';
  let shown = false;
  const erase = () => {
    if (shown) stderr.write('\r\x1b[K');
    shown = false;
  };
  const draw = () => {
    stderr.write(`\r\x1b[K${text}`);
    shown = true;
  };
  const timer = stderr.isTTY && !quiet ? setInterval(draw, PROGRESS) : undefined;
  return {
    /** @type {Say} */
    say(kind, line) {
      erase();
      const [name, colour] = KINDS[kind];
      const stream = json ? stderr : process[name];
      const [word] = /^\S*/.exec(line) ?? [''];
      const start = colour ? require('node:util').styleText(colour, word, { stream }) : word;
      stream.write(`${start}${line.slice(word.length)}\n`);
    },
    /** @param {string} now how far it is */
    progress(now) {
      text = now;
    },
    end() {
      clearInterval(timer);
      erase();
    },
  };
}
exports.output = output;
