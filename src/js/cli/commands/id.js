// @ts-check
'use strict';

const { resolveRunId } = require('../run-id.js');

/**
 * Prints the batch ID of this run.
 *
 * @param {import('../arguments.js').Values} values
 * @returns {Promise<number>} the exit status
 */
exports.run = async (values) => {
  console.log(await resolveRunId(values)); // As it is: the core checked it.
  return 0;
};
