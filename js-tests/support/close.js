// @ts-check
'use strict';

// One `close()` to its end: its report, whether it resolved or rejected.

const { BatchClose, BatchCloseError } = require('eyes-batch-close');

/**
 * @typedef {import('eyes-batch-close').BatchCloseOptions} BatchCloseOptions
 * @typedef {import('eyes-batch-close').CloseReport} CloseReport
 * @typedef {import('eyes-batch-close').BatchResult} BatchResult
 * @typedef {{ report: CloseReport, result: BatchResult, tookMs: number,
 *   error?: import('eyes-batch-close').BatchCloseError }} Closed `result` is the first
 */

/**
 * Closes the batch `b-1`, unless the options say otherwise. What is thrown must be a
 * BatchCloseError.
 *
 * @param {{ url: string }} server
 * @param {BatchCloseOptions} [options]
 * @returns {Promise<Closed>}
 */
async function closeBatches(server, options = {}) {
  const defaults = { serverUrl: server.url, apiKey: 'the-key', batchIds: ['b-1'] };
  const begin = performance.now();
  const { report, error } = await BatchClose.close({ ...defaults, ...options }).then(
    (report) => ({ report, error: undefined }),
    (error) => {
      if (!(error instanceof BatchCloseError)) throw error;
      return { report: error.report, error };
    },
  );
  return { report, result: report.results[0], error, tookMs: performance.now() - begin };
}
exports.closeBatches = closeBatches;
