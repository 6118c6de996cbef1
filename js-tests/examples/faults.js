// @ts-check
'use strict';

// Servers that close no batch, and what a run may say and take then.

/** @typedef {import('./eyes.js').Fault} Fault */

/** What the runs give the whole close. */
exports.BUDGET_MS = 3000;

/** What a run may take with it: 2 to 5 seconds for itself, twice that beside another one. */
exports.WITHIN_MS = exports.BUDGET_MS + 15_000;

/** @type {[Fault, server: string, says: RegExp][]} */
exports.faults = [
  [401, 'refuses the key', /APPLITOOLS_API_KEY/],
  ['gone', 'is gone', /could not be reached|ECONN/],
  ['hangs', 'hangs', /totalTimeout/],
];
