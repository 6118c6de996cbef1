// @ts-check
'use strict';

const { assertNotInSlot } = require('./playwright-config.js');
const { begin, end } = require('./run.js');

const AS_TEARDOWN =
  'eyes-batch-close/playwright is a globalSetup, which brings its own teardown. In place of this globalTeardown ' +
  "write: globalSetup: 'eyes-batch-close/playwright'";

/** @param {import('./options.js').HookOptions} [options] */
function createGlobalSetup(options) {
  return async function globalSetup(/** @type {any} */ config) {
    assertNotInSlot(config, 'globalTeardown', __filename, AS_TEARDOWN);
    // Without any set-up it was called as a teardown: as a file of the user's own.
    if (config?.globalTeardown && !config.globalSetup) throw new Error(AS_TEARDOWN);
    const run = begin({
      owner: globalSetup,
      kind: 'playwright',
      config,
      options,
      shard: config?.shard,
    });
    return () => end(run);
  };
}

/** @type {any} */
const hook = createGlobalSetup();
// @ts-expect-error TypeScript knows no function that is a module with names of its own
module.exports = hook;
module.exports.createGlobalSetup = createGlobalSetup;
module.exports.default = hook;
