// @ts-check
'use strict';

// The time of `require('eyes-batch-close')` alone, in a fresh process, and where it goes.

const { RUNS, inTurn, median, printTable, runProgram } = require('./measure.js');

/** @param {string} serverUrl */
async function loading(serverUrl) {
  const [runs] = inTurn(['load.js'], (program) => runProgram(program, serverUrl).output);
  const parts = Object.keys(runs[0]);
  printTable(`require('eyes-batch-close') in a fresh process, ${RUNS} runs, in ms`, [
    ['', 'median', 'min'],
    ...parts.map((part) => {
      const times = runs.map((run) => run[part]);
      return [part, median(times).toFixed(2), Math.min(...times).toFixed(2)];
    }),
  ]);
}
exports.loading = loading;
