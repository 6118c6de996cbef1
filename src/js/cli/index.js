#!/usr/bin/env node
// @ts-check
'use strict';

// eyes-batch-close: parses its arguments and runs a command. What one command needs is loaded with it alone.

const { parseArguments } = require('./arguments.js');
const { exit } = require('./process.js');

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit status
 */
async function main(args) {
  try {
    const { command, help, version, values, operands } = parseArguments(args);
    if (version) return say(require('../../../package.json').version);
    if (help) return say(require('./help.js')[help]);
    return await require(`./commands/${command}.js`).run(values, operands);
  } catch (error) {
    return require('./errors.js').reportError(error);
  }
}

/** @param {string} text */
function say(text) {
  console.log(text);
  return 0;
}

main(process.argv.slice(2)).then(exit);
