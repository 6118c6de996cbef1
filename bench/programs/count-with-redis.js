// @ts-check
'use strict';

// What a user would write by hand: count in Redis, see whether this was the last.

require('./report-cpu.js');
const { createClient } = require('redis');

async function main() {
  const client = await createClient({ url: process.env.STORE }).connect();
  const key = `bench-${process.pid}-${Date.now()}`;
  const [done] = await client.multi().incr(key).expire(key, 86_400).exec();
  if (Number(done) !== 1) throw new Error(`${done} done`);
  await client.close();
}

main();
