// @ts-check
'use strict';

const { once } = require('node:events');
const { startEyesServer } = require('../eyes-server/index.js');
const { complain } = require('./errors.js');

/**
 * Runs the local Eyes server until a signal comes.
 *
 * @param {import('./options.js').Values} values
 * @returns {Promise<number>} the exit status
 */
async function serve({ port = '0', 'api-key': key }) {
  const apiKey = /** @type {string | undefined} */ (key);
  if (!/^\d+$/.test(`${port}`) || Number(port) > 65_535) {
    complain(`error: --port must be a whole number from 0 to 65535, not "${port}"`);
    return 2;
  }
  let server;
  try {
    server = await startEyesServer({
      port: Number(port),
      apiKey,
      onBatchCompleted: ({ batchId, tests }) =>
        console.log(
          `batch ${batchId} is complete, with ${tests.length} test${tests.length === 1 ? '' : 's'}`,
        ),
    });
  } catch (error) {
    complain(`error: ${error instanceof Error ? error.message : error}`);
    return 2;
  }
  console.log(`An Eyes server to try things with, until Ctrl-C; its batches are to be seen in a browser.
APPLITOOLS_SERVER_URL=${server.url}
APPLITOOLS_API_KEY=${apiKey === undefined ? 'test-key, or any other' : 'the one given'}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.stop();
  return 0;
}
exports.serve = serve;
