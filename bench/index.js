// @ts-check
'use strict';

// npm run bench: what closing costs, measured on this machine. Each bench is a file here that exports one async
// function; it gets the URL of a server in a process of its own, and prints what it found.

const os = require('node:os');
const { startServer } = require('./measure.js');

const benches = [
  require('./close-one.js').closeOne,
  require('./close-many.js').closeMany,
  require('./loading.js').loading,
  require('./sizes.js').sizes,
  require('./mark.js').mark,
];

async function main() {
  const cpus = os.cpus();
  console.log(`npm run bench, ${new Date().toISOString().slice(0, 10)}`);
  console.log(
    `Node ${process.versions.node}, ${os.type()} ${os.arch()}, ${cpus.length} x ${cpus[0]?.model}`,
  );
  const server = await startServer();
  try {
    for (const bench of benches) await bench(server.url);
  } finally {
    server.stop();
  }
}

main();
