// @ts-check
'use strict';

// npm run bench [NAME...]: what closing costs, measured on this machine. Each bench is a file here that exports one async
// function; it gets the URL of a server in a process of its own, and prints what it found.

const os = require('node:os');
const { startServer } = require('./measure.js');

/** @type {Record<string, (serverUrl: string) => Promise<void>>} */
const benches = {
  'close-one': require('./close-one.js').closeOne,
  'close-many': require('./close-many.js').closeMany,
  loading: require('./loading.js').loading,
  sizes: require('./sizes.js').sizes,
  mark: require('./mark.js').mark,
};

async function main() {
  const asked = process.argv.slice(2);
  const names = asked.length > 0 ? asked : Object.keys(benches);
  const cpus = os.cpus();
  console.log(`npm run bench, ${new Date().toISOString().slice(0, 10)}`);
  console.log(
    `Node ${process.versions.node}, ${os.type()} ${os.arch()}, ${cpus.length} x ${cpus[0]?.model}`,
  );
  const server = await startServer();
  try {
    for (const name of names) await benches[name](server.url);
  } finally {
    server.stop();
  }
}

main();
