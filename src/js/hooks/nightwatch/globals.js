// @ts-check
'use strict';

const { begin, end } = require('../run.js');

/** @type {ReturnType<typeof begin> | undefined} */
let run;

exports.before = async (/** @type {any} */ settings) => {
  const options = settings?.['eyes-batch-close'];
  run = begin({ owner: 'nightwatch', kind: 'nightwatch', config: settings, options });
};

exports.after = async () => {
  // Nightwatch calls it after a `before` of the user's that failed, too.
  const ended = run;
  run = undefined;
  if (ended) await end(ended);
};
