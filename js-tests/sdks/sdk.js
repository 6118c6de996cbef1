// @ts-check
'use strict';

// What the tests of all SDKs share: a local Eyes server and a shop to look at, a run of a program of an SDK's folder,
// and what must have become of the batch.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const diagnostics = require('node:diagnostics_channel');
const events = require('node:events');
const http = require('node:http');
const path = require('node:path');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { findProgram } = require('../../scripts/programs.js');

/**
 * @typedef {import('node:test').TestContext} TestContext
 * @typedef {Awaited<ReturnType<typeof startPlace>>} Place
 * @typedef {{ status: number | null, output: string }} Run
 */

/** The batch of a run whose ID is given from outside. */
const BATCH_ID = 'nightly-7';
exports.BATCH_ID = BATCH_ID;

/** What gives all tests one batch and keeps the SDKs from closing it, where no hook of ours does. */
exports.shared = { APPLITOOLS_BATCH_ID: BATCH_ID, APPLITOOLS_DONT_CLOSE_BATCHES: 'true' };

/** The same without the latter: what does the SDK do by itself? */
exports.alone = { APPLITOOLS_BATCH_ID: BATCH_ID, ALONE: 'true' };

/** The tests of every SDK. */
exports.BOTH = ['Basket', 'Home'];

const RUN_TIMEOUT_MS = 300_000;

// For a person to see a browser's page with something to fetch: the grid's SDKs upload the style.
const PAGES = {
  '/home': [
    'text/html',
    '<link rel="stylesheet" href="/style.css"><title>Home</title><h1>Home</h1>',
  ],
  '/basket': [
    'text/html',
    '<link rel="stylesheet" href="/style.css"><title>Basket</title><h1>Basket</h1>',
  ],
  '/style.css': ['text/css', 'h1 { color: #0a5ec2 }'],
};

/**
 * An Eyes server and a shop that end with their test, and the requests that the Eyes server gets.
 *
 * @param {TestContext} t
 * @param {import('eyes-batch-close/eyes-server').EyesServerOptions} [options]
 */
async function startPlace(t, options) {
  const eyes = await startEyesServer(options);
  t.after(() => eyes.stop());
  /** @type {string[]} */
  const requests = [];
  const record = (/** @type {any} */ { request: { method, url, headers } }) => {
    if (`http://${headers.host}` === eyes.url) requests.push(`${method} ${url.split('?')[0]}`);
  };
  diagnostics.subscribe('http.server.request.start', record);
  t.after(() => diagnostics.unsubscribe('http.server.request.start', record));
  const shop = http.createServer(({ url = '' }, response) => {
    const [type, body] = PAGES[/** @type {keyof typeof PAGES} */ (url)] ?? [];
    response.writeHead(body ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(body);
  });
  shop.listen(0, '127.0.0.1');
  await events.once(shop, 'listening');
  t.after(() => shop.closeAllConnections());
  t.after(() => shop.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (shop.address());
  const variables = {
    APPLITOOLS_SERVER_URL: eyes.url,
    APPLITOOLS_API_KEY: 'any-key',
    SHOP_URL: `http://127.0.0.1:${port}`,
  };
  return { eyes, requests, variables };
}
exports.startPlace = startPlace;

/**
 * Runs a program in an SDK's folder, or in another one, to its end.
 *
 * @param {Place} place
 * @param {string} folder
 * @param {string[]} command
 * @param {Record<string, string>} [variables]
 * @returns {Promise<Run>}
 */
async function run(place, folder, [program, ...args], variables) {
  const cwd = path.resolve(__dirname, folder);
  const { NODE_TEST_CONTEXT: _, PATH = '', ...machine } = process.env;
  const found = [path.join(cwd, 'node_modules/.bin'), path.join(cwd, '.venv/bin'), PATH];
  const own = { PATH: found.join(path.delimiter), NO_COLOR: '1', ...place.variables };
  const child = spawn(program, args, {
    cwd,
    env: { ...machine, ...own, ...variables },
    stdio: 'pipe',
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), RUN_TIMEOUT_MS);
  const run = { output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (run.output += text));
  }
  const [status] = await events.once(child, 'close');
  clearTimeout(timer);
  return { status, ...run };
}
exports.run = run;

/**
 * Runs programs at the same time, each of which must succeed, and gives what they print.
 *
 * @param {Place} place
 * @param {string} folder
 * @param {string[][]} commands
 * @param {Record<string, string>} [variables]
 */
async function runAll(place, folder, commands, variables) {
  const runs = await Promise.all(commands.map((command) => run(place, folder, command, variables)));
  const output = runs.map((each) => each.output).join('\n');
  for (const { status } of runs) assert.equal(status, 0, output);
  return output;
}
exports.runAll = runAll;

/** Our command. */
const COMMAND = [process.execPath, path.join(__dirname, '../../src/js/cli/index.js')];
exports.COMMAND = COMMAND;

/**
 * Closes the batch as the last job of a pipeline does.
 *
 * @param {Place} place
 */
function closeByCommand(place) {
  return runAll(place, '.', [[...COMMAND, BATCH_ID]]);
}
exports.closeByCommand = closeByCommand;

/**
 * One batch with these tests, all passed, and nobody closed it.
 *
 * @param {Place} place
 * @param {string[]} tests
 * @param {string} [output] what the run printed, for the message
 */
function assertActive({ eyes, requests }, tests, output) {
  assert.deepEqual(summary(eyes), [['active', tests.map(passed)]], output);
  assert.deepEqual(requests.filter(isClose), [], output);
}
exports.assertActive = assertActive;

/**
 * One batch with these tests, all passed, that was active until we closed it, with one request.
 *
 * @param {Place} place
 * @param {string[]} tests
 * @param {string} [output] what the run printed, for the message
 */
function assertClosedByUs({ eyes, requests }, tests, output) {
  assert.deepEqual(summary(eyes), [['closed', tests.map(passed)]], output);
  const [{ closedBy, warnings, refused }] = eyes.batches();
  assert.match(`${closedBy}`, /^eyes-batch-close\b/, output);
  assert.equal(requests.filter(isClose).length, 1, output);
  assert.deepEqual([warnings, refused, eyes.refused()], [[], [], []], output);
}
exports.assertClosedByUs = assertClosedByUs;

/**
 * One batch with one test, that the SDK closed by itself.
 *
 * @param {Place} place
 * @param {string} test
 * @param {string} [output] what the run printed, for the message
 */
function assertClosedBySdk({ eyes, requests }, test, output) {
  assert.deepEqual(summary(eyes), [['closed', [passed(test)]]], output);
  assert.match(`${eyes.batches()[0].closedBy}`, /^eyes[.-]/, output);
  assert.equal(requests.filter(isClose).length, 1, output);
}
exports.assertClosedBySdk = assertClosedBySdk;

/**
 * The grid was used: it got a resource, and a page to render.
 *
 * @param {Place} place
 * @param {string} [output] what the run printed, for the message
 */
function assertOnGrid({ requests }, output) {
  assert.ok(requests.includes('POST /ufg/render'), output);
  assert.ok(
    requests.some((line) => line.startsWith('PUT /ufg/resources/sha256/')),
    output,
  );
}
exports.assertOnGrid = assertOnGrid;

/** @param {Place['eyes']} eyes */
function summary(eyes) {
  return eyes
    .batches()
    .map(({ state, tests }) => [
      state,
      tests.map(({ name, state, steps }) => `${name} ${state}, ${steps.length} step`).sort(),
    ]);
}

/** @param {string} test */
const passed = (test) => `${test} passed, 1 step`;

/** @param {string} line */
const isClose = (line) => /^DELETE .*\/close\/bypointerid$/i.test(line);

/** Fails with the command to run where Debian's browser is missing: these tests skip nothing. */
exports.needBrowser = () => {
  const missing = ['chromium', 'chromedriver'].filter((program) => !findProgram(program));
  assert.deepEqual(missing, [], 'run: apt-get install -y chromium chromium-driver');
};
