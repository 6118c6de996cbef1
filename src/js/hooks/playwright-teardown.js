// @ts-check
'use strict';

const { begin, end } = require('./run.js');

/** @param {object} [options] */
function createGlobalTeardown(options) {
  return async function globalTeardown(/** @type {any} */ config) {
    if (config?.globalSetup === __filename) {
      throw new Error(
        'eyes-batch-close/playwright/teardown is a globalTeardown. In place of this globalSetup write: ' +
          "globalTeardown: 'eyes-batch-close/playwright/teardown'",
      );
    }
    await end(begin(options, { phase: 'after', shards: config?.shard?.total }));
  };
}

/** @type {any} */
const hook = createGlobalTeardown();
// @ts-expect-error TypeScript knows no function that is a module with names of its own
module.exports = hook;
module.exports.createGlobalTeardown = createGlobalTeardown;
module.exports.default = hook;
