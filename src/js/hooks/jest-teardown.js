// @ts-check
'use strict';

const { begin, end } = require('./run.js');

/** Joins the run that the set-up began, with its options. */
async function globalTeardown() {
  await end(begin({ owner: globalTeardown, kind: 'jest', phase: 'after-tests' }));
}

/** @type {any} */
const hook = globalTeardown;
// @ts-expect-error TypeScript knows no function that is a module with names of its own
module.exports = hook;
module.exports.default = hook;
