// @ts-check
'use strict';

// What the benches share: the server, measured runs of whole processes, and tables.

const { fork, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');

const WARM_UPS = 2;
const RUNS = 31;
exports.RUNS = RUNS;

async function startServer() {
  const server = fork(path.join(__dirname, 'server.js'));
  const [url] = await once(server, 'message');
  return { url: /** @type {string} */ (url), stop: () => server.disconnect() };
}
exports.startServer = startServer;

/**
 * Runs programs in turn, every other round in the opposite order, so that what else the machine does
 * falls on all of them alike.
 * @template P, T
 * @param {P[]} programs
 * @param {(program: P) => T} measure
 * @param {number} [runs]
 * @returns {T[][]} for each program, what its runs gave
 */
function inTurn(programs, measure, runs = RUNS) {
  /** @type {T[][]} */
  const results = programs.map(() => []);
  for (let round = -WARM_UPS; round < runs; round += 1) {
    const order = programs.map((_, index) => index);
    if (round % 2 !== 0) order.reverse();
    for (const index of order) {
      const result = measure(programs[index]);
      if (round >= 0) results[index].push(result);
    }
  }
  return results;
}
exports.inTurn = inTurn;

/**
 * Runs one program of `programs/` to its end, in a bare environment.
 * @param {string} program
 * @param {string} serverUrl
 * @param {Record<string, string>} [variables]
 * @param {string} [node] the program of a Node
 * @returns {{ wall: number, output: any }} milliseconds, and what it printed, which is JSON
 */
function runProgram(program, serverUrl, variables = {}, node = process.execPath) {
  const { PATH, SYSTEMROOT } = process.env;
  const begin = process.hrtime.bigint();
  const { status, stdout } = spawnSync(node, [program], {
    cwd: path.join(__dirname, 'programs'),
    env: { PATH, SYSTEMROOT, SERVER_URL: serverUrl, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const wall = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0) throw new Error(`bench/programs/${program} ended with status ${status}`);
  return { wall, output: JSON.parse(stdout) };
}
exports.runProgram = runProgram;

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
exports.median = median;

/**
 * Prints a heading and rows under it, the first column to the left, the others to the right.
 * @param {string} heading
 * @param {string[][]} rows
 */
function printTable(heading, rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(`\n${heading}`);
  for (const [first, ...others] of rows) {
    const cells = others.map((cell, index) => cell.padStart(widths[index + 1]));
    console.log(`  ${[first.padEnd(widths[0]), ...cells].join('  ')}`);
  }
}
exports.printTable = printTable;
