// @ts-check
'use strict';

// `node snippet-hook.js FRAMEWORK FILE`: a run of a framework whose config, or file of set-up, is FILE: calls the hook in
// it as the framework does, with one Eyes test in between, and prints the options that the hook got.

const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { open } = require('./eyes-client.js');

/** @typedef {(loaded: any) => Promise<() => unknown>} Begin Begins a run; what it returns ends it. */

const playwrights = { shard: null, globalSetup: 'own.js', globalTeardown: null };

/** @param {any} config @param {string} plugin @returns {Promise<() => unknown>} */
async function beginNightwatch(config, plugin) {
  const hooks = require(path.join(path.dirname(require.resolve(plugin)), 'nightwatch/globals.js'));
  await hooks.before(config, {});
  return () => hooks.after();
}

/** @type {Record<string, Begin>} */
const frameworks = {
  playwright: async ({ default: setUp }) => setUp(playwrights),
  async reporter({ default: { reporter } }) {
    const [name, options] = reporter[1];
    const own = new (require(name))({ ...options, configDir: '.', _mode: 'test' });
    own.onBegin(playwrights);
    own.onTestBegin();
    return () => own.onEnd();
  },
  nightwatch: ({ default: config }) => beginNightwatch(config, config.plugins[0]),
  async jest({ default: setUp }) {
    await setUp({});
    return () => require('eyes-batch-close/jest/teardown')();
  },
  vitest: async ({ default: setUp }) => setUp({ config: { teardownTimeout: 10_000 } }),
  async mocha({ default: fixtures }) {
    await fixtures.mochaGlobalSetup();
    return () => fixtures.mochaGlobalTeardown();
  },
};

async function main() {
  const [framework, file] = process.argv.slice(2);
  const end = await frameworks[framework](await import(pathToFileURL(file).href));
  const { APPLITOOLS_SERVER_URL: url = '', APPLITOOLS_BATCH_ID: id } = process.env;
  await open({ url }, { id });
  await end();
}

main();
