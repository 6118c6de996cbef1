// @ts-check
'use strict';

// The mark of a shard that is not the last: the whole process that closes nothing, and the mark alone.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { startRedis } = require('../js-tests/support/redis-server.js');
const { RUNS, inTurn, median, printTable, runProgram } = require('./measure.js');

const MARKS = 200;

/** @param {string} serverUrl */
async function mark(serverUrl) {
  /** @type {(() => unknown)[]} */
  const endings = [];
  try {
    const redis = await startRedis({ after: (end) => endings.push(end) });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-bench-'));
    endings.push(() => fs.rmSync(folder, { recursive: true }));
    measure(serverUrl, redis.url, pathToFileURL(folder).href);
  } finally {
    for (const end of endings.reverse()) await end();
  }
}
exports.mark = mark;

/** @param {string} serverUrl @param {string} redis @param {string} folder */
function measure(serverUrl, redis, folder) {
  /** @type {[string, string, string][]} */
  const ways = [
    ['a folder', 'mark.js', folder],
    ['Redis', 'mark.js', redis],
    ['Redis, counted by hand', 'count-with-redis.js', redis],
  ];
  const results = inTurn(ways, ([, program, STORE]) =>
    runProgram(program, serverUrl, { STORE, MARKS: '1' }),
  );
  printTable(`Marking one shard, the whole process, ${RUNS} runs each in turn, in ms`, [
    ['', 'wall median', 'wall min', 'CPU median', 'CPU min'],
    ...results.map((runs, at) => {
      const walls = runs.map((run) => run.wall);
      const cpus = runs.map((run) => run.output.cpu);
      const times = [median(walls), Math.min(...walls), median(cpus), Math.min(...cpus)];
      return [ways[at][0], ...times.map((ms) => ms.toFixed(1))];
    }),
  ]);
  printTable(`The mark alone, the first of a process and ${MARKS} in one process, in ms`, [
    ['', 'first, median', 'further, median', 'further, min'],
    ...ways.slice(0, 2).map(([name, program, STORE], at) => {
      const first = median(results[at].map((run) => run.output.marks[0]));
      const many = { STORE, MARKS: String(MARKS + 1) };
      const further = runProgram(program, serverUrl, many).output.marks.slice(1);
      return [name, ...[first, median(further), Math.min(...further)].map((ms) => ms.toFixed(2))];
    }),
  ]);
}
