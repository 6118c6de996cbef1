// @ts-check
'use strict';

// Closing many batches at concurrency 32, against a pool of fetches written by hand; and how the cost of one batch
// develops with their number.

const { inTurn, median, printTable, runProgram } = require('./measure.js');

const RUNS = 5;
const BATCHES = 10_000;
const GROWTH = [1, 10, 100, 1_000, 10_000, 100_000];

/** @param {string} serverUrl */
async function closeMany(serverUrl) {
  const programs = ['many-with-package.js', 'many-with-fetch.js'];
  const [ours, byHand] = inTurn(
    programs,
    (program) => measure(program, serverUrl, BATCHES),
    RUNS,
  ).map((runs) => [
    median(runs.map((run) => run.wall)),
    median(runs.map((run) => run.cpu)),
    median(runs.map((run) => run.peak)),
  ]);
  printTable(`Closing ${BATCHES} batches, 32 at a time, median of ${RUNS} runs each in turn`, [
    ['', 'wall ms', 'CPU ms', 'peak MiB'],
    ['eyes-batch-close', ...ours.map((value) => value.toFixed(0))],
    ['fetch by hand', ...byHand.map((value) => value.toFixed(0))],
    ['ratio', ...ours.map((value, index) => (value / byHand[index]).toFixed(3))],
  ]);
  const rows = GROWTH.map((batches) => {
    const { wall, cpu, peak } = measure(programs[0], serverUrl, batches);
    const each = [wall, cpu].map((ms) => ((ms / batches) * 1000).toFixed(0));
    return [String(batches), ...each, peak.toFixed(0)];
  });
  printTable('How it grows, one run each', [
    ['batches', 'wall us each', 'CPU us each', 'peak MiB'],
    ...rows,
  ]);
}
exports.closeMany = closeMany;

/** @param {string} program @param {string} serverUrl @param {number} batches */
function measure(program, serverUrl, batches) {
  const { wall, output } = runProgram(program, serverUrl, { BATCHES: String(batches) });
  return { wall, cpu: output.cpu, peak: output.peak };
}
