// @ts-check
'use strict';

// The commands, and the options of each.

/** @typedef {'close' | 'run' | 'results' | 'env' | 'id' | 'status' | 'serve' | 'demo'} Command */

const text = /** @type {const} */ ({ type: 'string' });
const flag = /** @type {const} */ ({ type: 'boolean' });

/** The options of `BatchClose` that say where and how requests are sent. */
const CONNECTION = {
  'server-url': text,
  'api-key': text,
  proxy: text,
  timeout: text,
  retries: text,
  concurrency: text,
  ca: text,
  cert: text,
  key: text,
};

/** The options of `BatchClose`. */
const SETTINGS = {
  ...CONNECTION,
  'api-key-in': text,
  'batch-build-id': text,
  'total-timeout': text,
  'ignore-missing': flag,
  shard: text,
  store: text,
  'close-anyway': flag,
};

/** Those that read what came of the batches. */
const READING = {
  'results-url': text,
  'read-api-key': text,
  'results-timeout': text,
  'fail-on': text,
};
exports.SETTINGS = { ...SETTINGS, ...READING, results: flag };

/** The files that are written. */
const FILES = { junit: text, report: text };

/** How what came of the batches is read after closing them, and where it is written. */
const RESULTS = { results: flag, ...READING, ...FILES };

const { store, timeout, 'server-url': serverUrl, 'api-key': apiKey } = SETTINGS;
const batches = { from: text, ci: flag };
const runId = { store, timeout, run: text, explain: flag };

/** @type {Record<Command, Record<string, typeof text | typeof flag>>} */
exports.COMMANDS = {
  close: {
    ...SETTINGS,
    ...RESULTS,
    ...batches,
    'dry-run': flag,
    json: flag,
    quiet: flag,
    verbose: flag,
    'no-fail': flag,
  },
  run: {
    ...SETTINGS,
    ...RESULTS,
    'batch-name': text,
    quiet: flag,
    verbose: flag,
    'no-fail': flag,
  },
  results: {
    ...CONNECTION,
    ...READING,
    ...FILES,
    ...batches,
    'dry-run': flag,
    json: flag,
    quiet: flag,
    verbose: flag,
    'no-fail': flag,
  },
  env: { ...runId, 'batch-name': text, 'batch-build-id': text, format: text },
  status: {
    ...batches,
    store,
    'server-url': serverUrl,
    timeout,
    json: flag,
    check: flag,
    wait: text,
  },
  id: runId,
  serve: { port: text, host: text, 'api-key': apiKey, 'read-api-key': text, quiet: flag },
  demo: { keep: flag },
};

/** The options of all commands. */
exports.GENERAL = { help: { ...flag, short: 'h' }, version: { ...flag, short: 'V' } };
