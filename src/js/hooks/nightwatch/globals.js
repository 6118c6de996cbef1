// @ts-check
'use strict';

const { begin, end } = require('../run.js');

/** @type {ReturnType<typeof begin> | undefined} */
let run;

exports.before = async (/** @type {any} */ settings) => {
  run = begin({ owner: 'nightwatch', options: settings?.['eyes-batch-close'] });
};

exports.after = async () => {
  // Nightwatch calls it after a `before` of the user's that failed, too.
  const ended = run;
  run = undefined;
  if (ended) await end(ended);
};
