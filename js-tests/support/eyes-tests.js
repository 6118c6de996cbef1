// @ts-check
'use strict';

// Eyes tests, from their first request to their last.

const { call, open } = require('./eyes-client.js');

/**
 * Runs tests of these names in a batch, each with one step.
 *
 * @param {{ url: string }} server @param {string} batchId @param {string[]} names
 */
exports.runEyesTests = async (server, batchId, names) => {
  for (const name of names) {
    const session = await open(server, { id: batchId }, name);
    await call(server, 'POST', `${session}/matchandend`, { json: {} });
  }
};

/** What came of a test is its name: `failed`, `unresolved` and so on. @param {{ name: string }} test */
exports.statusByName = ({ name }) => /** @type {any} */ (name);
