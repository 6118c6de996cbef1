// @ts-check
'use strict';

const { begin, end } = require('./run.js');

/** @param {object} [options] */
function createGlobalSetup(options) {
  return async function globalSetup(/** @type {any} */ config) {
    const { globalSetup: setup, globalTeardown: teardown, shard } = config ?? {};
    if (teardown && (teardown === __filename || !setup)) {
      throw new Error(
        'eyes-batch-close/playwright is a globalSetup, which brings its own teardown. In place of this globalTeardown ' +
          "write: globalSetup: 'eyes-batch-close/playwright'",
      );
    }
    const plan = begin(options, { shards: shard?.total });
    return () => end(plan);
  };
}

/** @type {any} */
const hook = createGlobalSetup();
// @ts-expect-error TypeScript knows no function that is a module with names of its own
module.exports = hook;
module.exports.createGlobalSetup = createGlobalSetup;
module.exports.default = hook;
