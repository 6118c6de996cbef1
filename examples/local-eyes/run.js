#!/usr/bin/env node
// @ts-check
'use strict';

// local-eyes PROGRAM ARG...: runs a program against a local Eyes server and shows what became of
// the batches there; or, where the environment names a server and a key, against that account.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { createRequire } = require('node:module');

async function main() {
  const { APPLITOOLS_API_KEY, APPLITOOLS_SERVER_URL } = process.env;
  if (APPLITOOLS_API_KEY && APPLITOOLS_SERVER_URL) return runProgram({});

  // This folder is a neighbour of the example, so the package is looked up from there.
  const { startEyesServer } = createRequire(`${process.cwd()}/`)('eyes-batch-close/eyes-server');
  const server = await startEyesServer();
  const code = await runProgram({
    APPLITOOLS_API_KEY: 'local-key',
    APPLITOOLS_SERVER_URL: server.url,
  });
  for (const { batchId, state, tests } of server.batches()) {
    console.log(`local Eyes server: batch ${batchId} is ${state}, with ${tests.length} tests`);
  }
  await server.stop();
  return code;
}

/**
 * @param {Record<string, string>} variables
 * @returns {Promise<number>} the exit code
 */
async function runProgram(variables) {
  const [program, ...args] = process.argv.slice(2);
  process.on('SIGINT', () => {}); // The program gets it too, and may close the batch before it ends.
  const child = spawn(program, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32', // which starts the .cmd files of node_modules/.bin
    env: { ...process.env, ...variables },
  });
  const [code] = await once(child, 'close');
  return code ?? 1;
}

main().then((code) => {
  process.exitCode = code;
});
