// @ts-check
'use strict';

const { execFile } = require('node:child_process');
const { once } = require('node:events');
const { join } = require('node:path');
const { promisify } = require('node:util');
const { startEyesServer } = require('../eyes-server/index.js');
const { BatchClose } = require('../index.js');

/** @typedef {import('../eyes-server/index.js').EyesServer} EyesServer */
/** @typedef {import('../eyes-server/index.js').EyesServerBatch} EyesServerBatch */

const API_KEY = 'demo-key';
const PROCESSES = [
  ['Home page', 'Search'],
  ['Product page', 'Basket'],
  ['Checkout', 'Order history'],
];

/**
 * Shows a batch that three processes fill and `BatchClose` closes, on a server of its own.
 *
 * It is meant as all that its process does: it sets environment variables and prints.
 *
 * @param {string[]} args `--keep` leaves the server running until Ctrl-C
 * @returns {Promise<number>} the exit code
 */
async function main(args) {
  const unknown = args.find((arg) => arg !== '--keep');
  if (unknown !== undefined) {
    console.error(`Unknown argument ${unknown}: the demo takes --keep, or nothing.`);
    return 1;
  }
  /** @type {EyesServer | undefined} */
  let server;
  try {
    /** @type {EyesServerBatch[]} */
    const completed = [];
    server = await startEyesServer({
      apiKey: API_KEY,
      onBatchCompleted: (batch) => {
        completed.push(batch);
      },
    });
    await demonstrate(server, completed);
    if (args.includes('--keep')) await keep(server);
    else console.log('\nWith --keep the server stays for a look in a browser.');
    return 0;
  } catch (error) {
    console.error(`The demo failed: ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    await server?.stop();
  }
}

/**
 * @param {EyesServer} server
 * @param {EyesServerBatch[]} completed the completions so far
 */
async function demonstrate(server, completed) {
  const batchId = `demo-${Date.now()}`;
  setEnvironment(server.url, batchId);

  console.log(`A local Eyes server listens on ${server.url}.

Three processes run two tests each, in one batch, with
  APPLITOOLS_BATCH_ID=${batchId}
  APPLITOOLS_DONT_CLOSE_BATCHES=true`);
  await Promise.all(PROCESSES.map(runProcess));
  expectBatch(server.batches(), 'active');
  console.log(`
All three have ended, and the batch is still active, with 6 tests: none of them closed it.

After the last test, once: new BatchClose({ batchIds: ['${batchId}'], … }).close()`);

  const report = await new BatchClose({
    batchIds: [batchId],
    serverUrl: server.url,
    apiKey: API_KEY,
  }).close();
  expectBatch(server.batches(), 'closed');
  console.log(`  closed: ${report.closed.join(', ')}

Now the server has the batch as closed, with 6 tests.`);

  const { name } = expectBatch(completed, 'closed');
  console.log(`It sent its one notification: batch "${name}" is complete, 6 of 6 tests passed.`);
}

/**
 * What is set outside must not lead to another server, batch or proxy.
 *
 * @param {string} serverUrl
 * @param {string} batchId
 */
function setEnvironment(serverUrl, batchId) {
  for (const name of Object.keys(process.env)) {
    if (name.toUpperCase().startsWith('APPLITOOLS_')) delete process.env[name];
  }
  Object.assign(process.env, {
    APPLITOOLS_SERVER_URL: serverUrl,
    APPLITOOLS_API_KEY: API_KEY,
    APPLITOOLS_BATCH_ID: batchId,
    APPLITOOLS_BATCH_NAME: 'Demo',
    APPLITOOLS_BATCH_NOTIFY: 'true',
    APPLITOOLS_DONT_CLOSE_BATCHES: 'true',
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  });
}

/**
 * @param {string[]} tests
 * @param {number} index
 */
async function runProcess(tests, index) {
  const args = [join(__dirname, 'worker.js'), ...tests];
  await promisify(execFile)(process.execPath, args).catch(({ stderr }) => {
    throw new Error(`process ${index + 1}: ${stderr.trim()}`);
  });
  console.log(`  process ${index + 1} ran: ${tests.join(', ')}`);
}

/**
 * Anything but the one batch with its six passed tests, and a wish to be notified, is a failure.
 *
 * @param {EyesServerBatch[]} batches
 * @param {'active' | 'closed'} state
 */
function expectBatch(batches, state) {
  const [batch] = batches;
  const passed = batch?.tests.filter((test) => test.state === 'passed').length;
  if (batches.length !== 1 || batch.state !== state || !batch.notify || passed !== 6) {
    throw new Error(`expected one ${state} batch of 6 tests, but got ${JSON.stringify(batches)}`);
  }
  return batch;
}

/** @param {EyesServer} server */
async function keep(server) {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  console.log(`\nThe server stays for a look at ${server.url} until you press Ctrl-C.`);
  await interrupted;
  await server.stop();
  console.log('\nThe server has stopped.');
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}

exports.main = main;
