// @ts-check
'use strict';

// eyes-batch-close close: closes the batches that the arguments name, and says what became of each.

const core = require('../../../../pkg/eyes_batch_close.js');
const { BatchClose } = require('../../index.js');
const { runOnBatches } = require('../batches.js');
const { textReporter } = require('../output/text-reporter.js');

const NOTHING = { results: [], closed: [], failed: [] };

/**
 * @param {import('../arguments.js').Values} values
 * @param {string[]} ids
 * @returns {Promise<number>} the exit status
 */
exports.run = (values, ids) =>
  runOnBatches(values, ids, {
    nothing: NOTHING,
    preview: core.previewRequests,
    async run(options, batches, terminal) {
      const { onResult, onAttempt, onEnd } = textReporter(values, batches, options, terminal);
      const outcome = await new BatchClose({ ...options, onResult, onAttempt }).close().then(
        (report) => ({ report }),
        (error) => ({ report: error.report ?? NOTHING, error }),
      );
      onEnd(outcome);
      // Of batches that were tried, each has said its own.
      const isSaid = outcome.report.results.some((/** @type {any} */ result) => result.error);
      return { ...outcome, isSaid };
    },
  });
