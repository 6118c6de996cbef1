// @ts-check
'use strict';

const { assertNotInSlot } = require('./playwright-config.js');
const { begin, end } = require('./run.js');

const AS_SETUP =
  'eyes-batch-close/playwright/teardown is a globalTeardown. In place of this globalSetup write: ' +
  "globalTeardown: 'eyes-batch-close/playwright/teardown'";

/** @param {import('./options.js').HookOptions} [options] */
function createGlobalTeardown(options) {
  return async function globalTeardown(/** @type {any} */ config) {
    assertNotInSlot(config, 'globalSetup', __filename, AS_SETUP);
    const owner = globalTeardown;
    const shard = config?.shard;
    await end(begin({ owner, kind: 'playwright', config, options, phase: 'after-tests', shard }));
  };
}

/** @type {any} */
const hook = createGlobalTeardown();
// @ts-expect-error TypeScript knows no function that is a module with names of its own
module.exports = hook;
module.exports.createGlobalTeardown = createGlobalTeardown;
module.exports.default = hook;
