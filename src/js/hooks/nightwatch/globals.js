// @ts-check
'use strict';

const { begin, end } = require('../run.js');

/** @type {ReturnType<typeof begin> | undefined} */
let plan;

exports.before = async (/** @type {any} */ settings) => {
  plan = begin(settings?.['eyes-batch-close']);
};

exports.after = async () => {
  // Nightwatch calls it after a `before` of the user's that failed, too.
  if (plan) await end(plan);
  plan = undefined;
};
