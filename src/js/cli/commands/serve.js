// @ts-check
'use strict';

const { once } = require('node:events');
const { startEyesServer } = require('../../eyes-server/index.js');
const { withoutKey } = require('../arguments.js');
const { SettingError } = require('../errors.js');
const { print } = require('../output/print.js');

/**
 * Runs the local Eyes server until a signal comes.
 *
 * @param {import('../arguments.js').Values} values
 * @returns {Promise<number>} the exit status
 */
async function run({ port = '0', 'api-key': key }) {
  const apiKey = /** @type {string | undefined} */ (key);
  if (!/^\d+$/.test(`${port}`) || Number(port) > 65_535) {
    const given = withoutKey(`${port}`);
    throw new SettingError(`--port must be a whole number from 0 to 65535, not "${given}"`);
  }
  const server = await startEyesServer({
    port: Number(port),
    apiKey,
    onBatchCompleted: sayComplete,
  }).catch((error) => {
    throw new SettingError(error.message);
  });
  print(
    'plain',
    'An Eyes server to try things with, until Ctrl-C; its batches are to be seen in a browser.',
  );
  print('plain', `APPLITOOLS_SERVER_URL=${server.url}`);
  print(
    'plain',
    `APPLITOOLS_API_KEY=${apiKey === undefined ? 'test-key, or any other' : 'the one given'}`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.stop();
  return 0;
}
exports.run = run;

/** @param {import('../../eyes-server/index.js').EyesServerBatch} batch */
function sayComplete({ batchId, tests }) {
  const count = `${tests.length} test${tests.length === 1 ? '' : 's'}`;
  print('plain', `batch ${batchId} is complete, with ${count}`);
}
