// @ts-check
'use strict';

// Closing one batch: the whole process, from before its start to after its end, against the same done by bare fetch.
//
// Of the command there is no CPU time: it ends itself, and what V8's threads still do then comes after it was read.

const { RUNS, inTurn, median, printTable, runProgram } = require('./measure.js');
const { nodes } = require('./nodes.js');

/** @param {string} serverUrl */
async function closeOne(serverUrl) {
  for (const node of nodes()) closeOneOn(node, serverUrl);
}
exports.closeOne = closeOne;

/** @param {import('./nodes.js').Node} node @param {string} serverUrl */
function closeOneOn({ version, program: node }, serverUrl) {
  const programs = ['with-package.js', 'with-cli.js', 'with-fetch.js'];
  const [ours, command, bare] = inTurn(programs, (program) => {
    const { wall, output } = runProgram(program, serverUrl, {}, node);
    return { wall, cpu: output.cpu };
  }).map((runs) => {
    const walls = runs.map((run) => run.wall);
    const cpus = runs.map((run) => run.cpu);
    return [median(walls), Math.min(...walls), median(cpus), Math.min(...cpus)];
  });
  const ratio = (/** @type {number} */ ms, /** @type {number} */ index) =>
    (ms / bare[index]).toFixed(3);
  const heading = `Closing one batch on Node ${version}, the whole process, ${RUNS} runs each in turn, in ms`;
  printTable(heading, [
    ['', 'wall median', 'wall min', 'CPU median', 'CPU min'],
    ['eyes-batch-close', ...ours.map((ms) => ms.toFixed(1))],
    ['its command', ...command.slice(0, 2).map((ms) => ms.toFixed(1)), '', ''],
    ['bare fetch', ...bare.map((ms) => ms.toFixed(1))],
    ['ratio', ...ours.map(ratio)],
    ['ratio of the command', ...command.slice(0, 2).map(ratio), '', ''],
  ]);
}
