// @ts-check
'use strict';

const { main } = require('../../demo/index.js');

/**
 * Shows three processes that share a batch.
 *
 * @param {import('../arguments.js').Values} values
 * @returns {Promise<number>} the exit status
 */
exports.run = ({ keep }) => main(keep ? ['--keep'] : []);
