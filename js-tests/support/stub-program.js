// @ts-check
'use strict';

// In the place of the programs that the pages' shell lines call: `node stub-program.js NAME ARG...`. Our own `serve` is
// ended as soon as it listens; everything else is a test runner, which runs one Eyes test in the batch that the
// environment names.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const { bin } = require('./cli.js');
const { open } = require('./eyes-client.js');

async function main() {
  const [name, ...args] = process.argv.slice(2);
  if (args[0] === 'eyes-batch-close') return serve(args.slice(1));
  fs.appendFileSync(String(process.env.STUB_LOG), `${[name, ...args].join(' ')}\n`);
  const { APPLITOOLS_SERVER_URL: url = '', APPLITOOLS_BATCH_ID: id } = process.env;
  if (args[0] !== 'install') await open({ url }, { id, name: process.env.APPLITOOLS_BATCH_NAME });
  return 0;
}

/** @param {string[]} args @returns {Promise<number>} */
function serve(args) {
  // The port may be taken here.
  const own = args.map((arg) => (arg === '8080' ? '0' : arg));
  const child = spawn(process.execPath, [bin, ...own], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (data) => {
    process.stdout.write(data);
    printed += data;
    if (/^(export|#) APPLITOOLS_API_KEY/m.test(printed) && !child.killed) child.kill('SIGTERM');
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve(code ?? 1));
  });
}

main().then((status) => {
  process.exitCode = status;
});
