// @ts-check
'use strict';

// eyes-batch-close results: says what came of the batches that the arguments name, and closes none.

const core = require('../../../../pkg/eyes_batch_close.js');
const { getBatchResults } = require('../../index.js');
const { runOnBatches } = require('../batches.js');
const { printSummaries } = require('../output/text-reporter.js');

const NOTHING = { results: [] };

/**
 * @param {import('../arguments.js').Values} values
 * @param {string[]} ids
 * @returns {Promise<number>} the exit status
 */
exports.run = (values, ids) =>
  runOnBatches(values, ids, {
    nothing: NOTHING,
    preview: core.previewResultsRequests,
    async run(options, { batchIds }, terminal) {
      const count = new Set(batchIds).size;
      terminal.setProgress(`reading the results of ${count} batch${count === 1 ? '' : 'es'}`);
      const outcome = await getBatchResults(options).then(
        (report) => ({ report }),
        (error) => ({ report: error.report ?? NOTHING, error }),
      );
      printSummaries(outcome, values, terminal);
      return outcome;
    },
  });
