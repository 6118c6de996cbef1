// @ts-check
'use strict';

/**
 * The environment of a child process: these variables, and what a program needs to be found and started.
 *
 * @param {Record<string, string>} [variables]
 * @returns {Record<string, string>}
 */
exports.environmentOf = (variables = {}) => {
  const { PATH = '', SystemRoot = '' } = process.env;
  return { PATH, SystemRoot, ...variables };
};
