// @ts-check
'use strict';

/**
 * A step as the page has it: with the ID of its picture, or the word that there is no room for it any more.
 * @typedef {{ name: string, image?: string, dropped?: boolean }} PageStep
 *
 * @typedef {Omit<import('./batch.js').Test, 'steps'> & { steps: PageStep[] }} PageTest
 * @typedef {Omit<import('./batch.js').Batch, 'tests'> & { tests: PageTest[] }} PageBatch
 *
 * All that the page shows.
 * @typedef {{ batches: PageBatch[], refused: import('./index.js').EyesServerRefusal[] }} State
 */

/**
 * @param {import('./batches.js').Batches} batches
 * @param {import('./images.js').Images} images
 * @returns {State}
 */
exports.stateOf = (batches, images) => ({
  batches: batches.all().map((batch) => ({
    ...batch,
    tests: batch.tests.map((test) => ({
      ...test,
      steps: test.steps.map(({ name, image }) => ({
        name,
        ...(image !== undefined && (images.has(image) ? { image } : { dropped: true })),
      })),
    })),
  })),
  refused: batches.refused(),
});
