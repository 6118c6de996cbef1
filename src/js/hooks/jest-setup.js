// @ts-check
'use strict';

const { begin } = require('./run.js');

const AS_TEARDOWN =
  "eyes-batch-close/jest/setup is a globalSetup. In place of this globalTeardown write: globalTeardown: 'eyes-batch-close/jest/teardown'";

/** @param {import('./options.js').HookOptions} [options] */
function createGlobalSetup(options) {
  return async function globalSetup(/** @type {any} */ config) {
    if (config?.globalTeardown === __filename) throw new Error(AS_TEARDOWN);
    const { shardIndex: current, shardCount: total } = config?.shard ?? {};
    begin({
      owner: globalSetup,
      kind: 'jest',
      config,
      options,
      shard: total === undefined ? null : { current, total },
    });
  };
}

/** @type {any} */
const hook = createGlobalSetup();
// @ts-expect-error TypeScript knows no function that is a module with names of its own
module.exports = hook;
module.exports.createGlobalSetup = createGlobalSetup;
module.exports.default = hook;
