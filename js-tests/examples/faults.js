// @ts-check
'use strict';

// Servers that close no batch, and what a run may say and take then.

/** @typedef {import('./eyes.js').Fault} Fault */

/** What the runs give the whole close. */
exports.BUDGET_MS = 3000;

/** What a run may take from its first attempt to its end: it ends in a second, or in ten where others need the machine. */
exports.WITHIN_MS = exports.BUDGET_MS + 10_000;

/** @type {[Fault, server: string, says: RegExp][]} */
exports.faults = [
  [401, 'refuses the key', /APPLITOOLS_API_KEY/],
  ['gone', 'is gone', /could not be reached|ECONN/],
  ['hangs', 'hangs', /totalTimeout/],
];
