// @ts-check
'use strict';

const { runHooks } = require('../support/hook-run.js');
const { start } = require('../support/eyes-client.js');

/** The key that the server takes. */
const KEY = 'the-key';
exports.KEY = KEY;

/**
 * A run against a server of its own, with what became of its batches.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('../support/hook-run.js').Run} run
 * @param {Record<string, string>} [variables]
 */
async function runOnServer(t, run, variables) {
  const server = await start(t, { apiKey: KEY });
  const outcome = await runHooks(run, {
    APPLITOOLS_SERVER_URL: server.url,
    APPLITOOLS_API_KEY: KEY,
    ...variables,
  });
  const batches = server
    .batches()
    .map(({ batchId, state, tests }) => [batchId, state, tests.length]);
  return { ...outcome, batches };
}
exports.runOnServer = runOnServer;
