// @ts-check
'use strict';

// Writes lines where they belong; on a terminal, in colour and with a line of progress.

/** Where each kind of line of src/cli/teller.rs goes, and the colour of its first word. */
/** @type {Record<string, ['stdout' | 'stderr', 'green' | 'yellow' | 'red' | undefined]>} */
const KINDS = {
  closed: ['stdout', 'green'],
  plain: ['stdout', undefined],
  note: ['stderr', undefined],
  warning: ['stderr', 'yellow'],
  error: ['stderr', 'red'],
};

/** When progress is shown, and how often, in milliseconds. */
const PROGRESS = 1000;

/** @param {import('./index.js').Values} values */
function output({ json, quiet }) {
  const { stdout, stderr } = process;
  // Whoever stops reading stops no closing.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  let progress = '';
  let drawn = false;
  const draw = () => {
    stderr.write(`\r\x1b[K${progress}`);
    drawn = true;
  };
  const erase = () => {
    if (drawn) stderr.write('\r\x1b[K');
    drawn = false;
  };
  const timer = stderr.isTTY && !quiet ? setInterval(draw, PROGRESS) : undefined;
  return {
    /** @param {string} kind @param {string} line */
    tell(kind, line) {
      if (kind === 'progress') {
        progress = line;
        return;
      }
      erase();
      const [name, colour] = KINDS[kind];
      const stream = json ? stderr : process[name];
      const [word] = /^\S*/.exec(line) ?? [''];
      const shown = colour ? require('node:util').styleText(colour, word, { stream }) : word;
      stream.write(`${shown}${line.slice(word.length)}\n`);
    },
    end() {
      clearInterval(timer);
      erase();
    },
  };
}
exports.output = output;
