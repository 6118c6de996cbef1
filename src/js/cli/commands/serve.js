// @ts-check
'use strict';

const { once } = require('node:events');
const { startEyesServer } = require('../../eyes-server/index.js');
const { SettingError } = require('../errors.js');
const { print } = require('../output/print.js');
const { withoutKey } = require('../secrets.js');

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/**
 * Runs the local Eyes server until a signal comes.
 *
 * @param {import('../arguments.js').Values} values
 * @returns {Promise<number>} the exit status
 */
async function run({ port = '0', host, 'api-key': key, 'read-api-key': readKey, quiet }) {
  const apiKey = /** @type {string | undefined} */ (key);
  const readApiKey = /** @type {string | undefined} */ (readKey);
  if (!/^\d+$/.test(`${port}`) || Number(port) > 65_535) {
    const given = withoutKey(`${port}`);
    throw new SettingError(`--port must be a whole number from 0 to 65535, not "${given}"`);
  }
  const address = withoutKey(`${host}`);
  const isShared = host !== undefined && !LOOPBACK.includes(String(host));
  if (isShared && apiKey === undefined) {
    throw new SettingError(`others can reach --host ${address}: give --api-key, too`);
  }
  const server = await startEyesServer({
    port: Number(port),
    host: host === undefined ? undefined : String(host),
    apiKey,
    readApiKey,
    onWarning: (warning) => print('warning', `warning: ${warning}`),
    ...(!quiet && { onBatchCompleted: sayComplete, onRefused: sayRefused }),
  }).catch((error) => {
    throw new SettingError(withoutKey(error.message));
  });
  // Before the first line: whoever reads it may end this at once.
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  if (isShared) {
    print('warning', `warning: others can reach ${address}, and see all batches on its page`);
  }
  if (!quiet) {
    const what = 'Local Eyes server; stop it with Ctrl-C';
    print('plain', `# ${what}. Open the address in a browser to see its batches.`);
  }
  print('plain', `export APPLITOOLS_SERVER_URL=${server.url}`);
  if (apiKey !== undefined) print('plain', '# APPLITOOLS_API_KEY is the one given.');
  else print('plain', 'export APPLITOOLS_API_KEY=test-key # or any other');
  await interrupted;
  await server.stop();
  return 0;
}
exports.run = run;

/** @param {import('../../eyes-server/index.js').EyesServerBatch} batch */
function sayComplete({ batchId, tests }) {
  const count = `${tests.length} test${tests.length === 1 ? '' : 's'}`;
  print('plain', `batch ${batchId} is complete, with ${count}`);
}

/** @param {import('../../eyes-server/index.js').EyesServerRefusal} refusal */
function sayRefused({ request, status, message, by }) {
  print('note', `refused ${request} with ${status}: ${message} (${by})`);
}
