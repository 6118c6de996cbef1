// @ts-check
'use strict';

// One batch, its tests and their sessions, as the server keeps them and as its users get them.

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
 * One run of one test in one batch.
 *
 * @typedef {object} Session
 * @property {string} id
 * @property {Batch} batch
 * @property {Test} test
 * @property {Environment} environment
 * @property {number} startedAt
 * @property {number} [endedAt]
 */

/**
 * What a client says it runs in.
 * @typedef {{ size: { width: number, height: number }, app: string, os: string }} Environment
 *
 * @typedef {object} Start
 * @property {string} batchId
 * @property {string} [batchName]
 * @property {string} [buildId]
 * @property {boolean} notify
 * @property {string} name
 * @property {string} app
 * @property {Environment} environment
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
