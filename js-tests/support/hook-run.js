// @ts-check
'use strict';

// A run of a framework with our hooks in it, in a process of its own: calls them as the framework does, in its order,
// and prints what became of the run.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const events = require('node:events');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { environmentOf } = require('./environment.js');

/**
 * @typedef {'setup' | 'teardown' | 'reporter' | 'wdio' | 'nightwatch'} Hook
 *
 * @typedef {object} Run
 * @property {Hook[]} hooks
 * @property {Record<string, unknown>} [options] Of the hooks that take some.
 * @property {'throws' | 'rejects'} [onResult] What the user's own listener does, asynchronously or not.
 * @property {object} [config] What the framework resolved: its `shard`, its `globalTeardown`.
 * @property {object} [lists] What Playwright keeps behind a symbol of its config: `globalSetups`, `globalTeardowns`.
 * @property {string} [mode] Playwright's `_mode`.
 * @property {number} [tests] How many Eyes tests run. Default: 1.
 * @property {boolean} [began] Whether the framework says that a test began. Default: true.
 * @property {string[]} [argv]
 * @property {number} [times] How many runs the process has. Default: 1.
 * @property {number} [exitCode] What the process ends with. Default: 0.
 *
 * @typedef {object} Outcome
 * @property {(string | undefined)[]} ids `APPLITOOLS_BATCH_ID` as each test saw it.
 * @property {string | undefined} dontClose `APPLITOOLS_DONT_CLOSE_BATCHES` as the tests saw it.
 * @property {string[]} requests What was sent after the tests, without the query.
 * @property {string[]} thrown The name and message of each error that reached the framework.
 * @property {unknown} [status] What the reporter returned.
 * @property {string[]} lines The lines on stderr, times as `N ms`.
 */

/**
 * Runs it in an environment of these variables alone.
 *
 * @param {Run} run
 * @param {Record<string, string>} variables
 * @returns {Promise<Outcome>}
 */
async function runHooks(run, variables) {
  const child = spawn(process.execPath, [__filename, JSON.stringify(run), ...(run.argv ?? [])], {
    env: environmentOf(variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = events.once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  assert.equal(status, run.exitCode ?? 0, err);
  const lines = err.replace(/\b\d+ ms/g, 'N ms').split('\n');
  assert.equal(lines.pop(), '');
  return { ...JSON.parse(out), lines };
}
exports.runHooks = runHooks;

/** The folder of the hooks, as Playwright names files in its config. */
exports.fileOf = (/** @type {string} */ name) => require.resolve(`eyes-batch-close/${name}`);

/** @type {Omit<Outcome, 'lines'>} */
const outcome = { ids: [], dontClose: undefined, requests: [], thrown: [], status: undefined };

/** @param {() => any} hook @returns {Promise<any>} */
async function recordThrown(hook) {
  try {
    return await hook();
  } catch (error) {
    outcome.thrown.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    return undefined;
  }
}

/** An Eyes test of another process: it takes its batch from the environment. */
async function eyesTest() {
  const {
    APPLITOOLS_BATCH_ID: id,
    APPLITOOLS_SERVER_URL: url,
    APPLITOOLS_DONT_CLOSE_BATCHES,
  } = process.env;
  outcome.ids.push(id);
  outcome.dontClose = APPLITOOLS_DONT_CLOSE_BATCHES;
  const startInfo = { appIdOrName: 'Shop', scenarioIdOrName: 'Home page', batchInfo: { id } };
  await fetch(`${url}/api/sessions/running`, {
    method: 'POST',
    headers: { 'x-eyes-api-key': 'the-key', 'content-type': 'application/json' },
    body: JSON.stringify({ startInfo }),
  });
}

const listeners = {
  throws() {
    throw new Error('as it\nshould');
  },
  async rejects() {
    throw new Error('as it\nshould');
  },
};

/** @param {Run} run */
async function drive({ hooks, config, lists, mode = 'test', tests = 1, began = true, ...run }) {
  const options = run.onResult
    ? { ...run.options, onResult: listeners[run.onResult] }
    : run.options;
  const full = { shard: null, globalSetup: null, globalTeardown: null, ...config };
  if (lists) Object.assign(full, { [Symbol('internal')]: lists });
  const has = (/** @type {Hook} */ hook) => hooks.includes(hook);
  const environment = { ...process.env };
  const { createGlobalSetup, default: plainSetup } = require('eyes-batch-close/playwright');
  const {
    createGlobalTeardown,
    default: plainTeardown,
  } = require('eyes-batch-close/playwright/teardown');
  const Reporter = require('eyes-batch-close/playwright/reporter');
  const Service = require('eyes-batch-close/wdio');
  const plugin = path.join(
    path.dirname(require.resolve('eyes-batch-close/nightwatch')),
    'nightwatch/globals.js',
  );
  const nightwatch = require(plugin);
  assert.deepEqual({ ...process.env }, environment, 'loading a hook does nothing');

  /** @type {object} */
  const playwrights = { ...options, configDir: '.', _mode: mode };
  const reporter = has('reporter') && new Reporter(playwrights);
  const service = has('wdio') && new Service(options, {}, full);
  const setup = options ? createGlobalSetup(options) : plainSetup;
  const ending = has('setup') ? await recordThrown(() => setup(full)) : undefined;
  if (service) await recordThrown(() => service.onPrepare(full));
  if (has('nightwatch'))
    await recordThrown(() => nightwatch.before({ 'eyes-batch-close': options }, {}));
  if (reporter) reporter.onBegin(full);

  if (began && reporter) reporter.onTestBegin();
  for (let test = 0; test < tests; test += 1) await eyesTest();

  const send = globalThis.fetch;
  globalThis.fetch = (url, init) => {
    outcome.requests.push(`${init?.method} ${new URL(String(url)).pathname}`);
    return send(url, init);
  };
  if (ending) await recordThrown(ending);
  const teardown = options ? createGlobalTeardown(options) : plainTeardown;
  if (has('teardown')) await recordThrown(() => teardown(full));
  if (service) await recordThrown(() => service.onComplete(0));
  if (has('nightwatch')) await recordThrown(() => nightwatch.after());
  if (reporter) outcome.status = await recordThrown(() => reporter.onEnd());
  globalThis.fetch = send;
}

async function main() {
  const run = JSON.parse(process.argv[2]);
  for (let time = 0; time < (run.times ?? 1); time += 1) {
    await drive(run);
    delete process.env.APPLITOOLS_DONT_CLOSE_BATCHES;
  }
  console.log(JSON.stringify(outcome));
}

if (require.main === module) main();
