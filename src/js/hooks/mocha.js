// @ts-check
'use strict';

const { begin, end } = require('./run.js');

/** @param {import('./options.js').HookOptions} [options] */
function createGlobalFixtures(options) {
  const owner = {};
  /** @type {ReturnType<typeof begin> | undefined} */
  let run;
  return {
    /** @this {any} Mocha's runner */
    async mochaGlobalSetup() {
      // A dry run calls it, too (12.0).
      run = this?._opts?.dryRun ? undefined : begin({ owner, kind: 'mocha', options });
    },
    async mochaGlobalTeardown() {
      if (run) await end(run);
    },
  };
}

// Names of an object: of a function Mocha takes none.
const { mochaGlobalSetup, mochaGlobalTeardown } = createGlobalFixtures();
exports.mochaGlobalSetup = mochaGlobalSetup;
exports.mochaGlobalTeardown = mochaGlobalTeardown;
exports.createGlobalFixtures = createGlobalFixtures;
