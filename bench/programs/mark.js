// @ts-check
'use strict';

// Marks shards that are not the last of their batches, one after the other; prints how long each took, in milliseconds,
// and the CPU time of the process.

const { closeBatch } = require('eyes-batch-close');

async function main() {
  const { SERVER_URL: serverUrl, STORE: store, MARKS } = process.env;
  /** @type {number[]} */
  const marks = [];
  for (let mark = 0; mark < Number(MARKS); mark += 1) {
    const batchIds = `bench-${process.pid}-${Date.now()}-${mark}`;
    const begin = performance.now();
    await closeBatch({ batchIds, serverUrl, apiKey: 'key', store, shard: '1/2' });
    marks.push(performance.now() - begin);
  }
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const used = { marks, cpu: (user + system) / 1000 };
    require('node:fs').writeSync(1, JSON.stringify(used));
  });
}

main();
