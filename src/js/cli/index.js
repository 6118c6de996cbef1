#!/usr/bin/env node
// @ts-check
'use strict';

// eyes-batch-close: parses its arguments and runs a command. What one command needs is loaded with it alone.

const { parseArgs } = require('node:util');
const { COMMANDS, flag } = require('./options.js');

/** @typedef {import('./options.js').Command} Command */
/** @typedef {import('./options.js').Values} Values */

/** @param {string} word @returns {word is Command} */
const isCommand = (word) => Object.hasOwn(COMMANDS, word);

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit status
 */
async function main(args) {
  const options = Object.assign({ version: flag }, ...Object.values(COMMANDS), {
    help: { type: 'boolean', short: 'h' },
  });
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, tokens: true });
  } catch (error) {
    // What follows the first sentence is about arguments in general.
    const [problem] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    return misused(problem ?? '', args.find(isCommand));
  }
  const { help, version, ...values } = /** @type {Values} */ (parsed.values);
  const [first, ...others] = parsed.positionals;
  const named = first !== undefined && isCommand(first);
  const command = named ? first : 'close';
  if (version) return say(require('../../../package.json').version);
  if (help || first === 'help') {
    const topic = parsed.positionals.find(isCommand) ?? 'all';
    return say(require('./help.js')[topic]);
  }
  const foreign = Object.keys(values).find((name) => !Object.hasOwn(COMMANDS[command], name));
  if (foreign) return misused(`${command} takes no --${foreign}`, command);
  const valued = parsed.tokens.flatMap((token) =>
    token.kind === 'option' && token.value !== undefined ? token.name : [],
  );
  const twice = valued.find((name, at) => valued.indexOf(name) < at);
  if (twice) return misused(`--${twice} is given twice`, command);
  const ids = named ? others : parsed.positionals;
  if (command === 'close') return require('./close.js').close(values, ids);
  if (command === 'status') return require('./status.js').status(values, ids);
  if (ids.length > 0) return misused(`${command} takes no arguments`, command);
  if (command === 'id') return require('./id.js').id(values);
  if (command === 'serve') return require('./serve.js').serve(values);
  return require('../demo/index.js').main(values.keep ? ['--keep'] : []);
}

/** @param {string} line */
function say(line) {
  console.log(line);
  return 0;
}

/** @param {string} problem @param {string} [command] the one whose help is nearest */
function misused(problem, command) {
  require('./errors.js').complain(`error: ${problem}`);
  console.error(`${['eyes-batch-close', command, '--help'].filter(Boolean).join(' ')} says more.`);
  return 2;
}

// That nobody reads on keeps no batch from being closed.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
  // A connection that never comes about would hold the process for seconds.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
});
