// @ts-check
'use strict';

// All that the page shows.

/**
 * A step as the page has it: with the ID of its picture, or the word that there is no room for it any more.
 * @typedef {{ name: string, image?: string, dropped?: boolean }} PageStep
 *
 * @typedef {import('./batch.js').Test} Test
 * @typedef {Omit<Test, 'steps' | 'state'> & { state: Test['state'] | 'late', steps: PageStep[] }} PageTest
 *
 * @typedef {import('./batch.js').Batch} Batch
 * @typedef {Omit<Batch, 'tests'> & { tests: PageTest[], hasProblems: boolean }} PageBatch
 *
 * @typedef {{ batches: PageBatch[], refused: import('./index.js').EyesServerRefusal[] }} State
 */

/** @type {PageTest['state'][]} */
const PROBLEMS = ['aborted', 'unfinished', 'late'];

/**
 * @param {import('./batches.js').Batches} batches
 * @param {import('./images.js').Images} images
 * @returns {State}
 */
exports.stateOf = (batches, images) => ({
  batches: batches.all().map((batch) => {
    const tests = batch.tests.map((test) => pageTest(test, images));
    return { ...batch, tests, hasProblems: tests.some(({ state }) => PROBLEMS.includes(state)) };
  }),
  refused: batches.refused(),
});

/**
 * @param {Test} test
 * @param {import('./images.js').Images} images
 * @returns {PageTest}
 */
function pageTest({ state, steps, ...test }, images) {
  return {
    ...test,
    state: test.late && state !== 'aborted' ? 'late' : state,
    steps: steps.map(({ name, image }) => ({
      name,
      ...(image !== undefined && (images.has(image) ? { image } : { dropped: true })),
    })),
  };
}
