// @ts-check
'use strict';

// One batch and its tests, as the server keeps them and as its users get them.

const { randomUUID } = require('node:crypto');

/** @typedef {import('./index.js').EyesServerBatch} PublicBatch */
/** @typedef {import('./index.js').EyesServerTest['state']} TestState */

/**
 * A step, with the ID of its picture if it came with one.
 * @typedef {{ name: string, image?: string }} Step
 *
 * `late` as of a public test.
 * @typedef {{ name: string, app: string, state: TestState, late?: true, steps: Step[] }} Test
 *
 * A batch as it is kept: `key` is the server's own ID of it, new for each batch; `builds` are the first of those that its
 * sessions named, without one, too.
 * @typedef {Omit<PublicBatch, 'tests'> & { key: string, builds: (string | undefined)[], tests: Test[] }} Batch
 */

/**
 * @param {string} batchId
 * @returns {Batch}
 */
exports.newBatch = (batchId) => ({
  key: randomUUID(),
  batchId,
  name: undefined,
  state: 'active',
  notify: false,
  buildId: undefined,
  builds: [],
  startedAt: new Date().toISOString(),
  closedAt: undefined,
  closedBy: undefined,
  warnings: [],
  refused: [],
  tests: [],
});

/**
 * @param {Batch} batch
 * @returns {PublicBatch}
 */
exports.publicCopy = ({ key: _, builds: __, tests, ...batch }) => {
  const named = tests.map((test) => ({ ...test, steps: test.steps.map(({ name }) => name) }));
  return structuredClone({ ...batch, tests: named });
};
