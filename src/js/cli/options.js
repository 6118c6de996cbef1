// @ts-check
'use strict';

// The commands, and the options of each.

/** @typedef {'close' | 'run' | 'env' | 'id' | 'status' | 'serve' | 'demo'} Command */

const text = /** @type {const} */ ({ type: 'string' });
const flag = /** @type {const} */ ({ type: 'boolean' });

/** The options of `BatchClose`. */
const SETTINGS = {
  'server-url': text,
  'api-key': text,
  'api-key-in': text,
  proxy: text,
  'batch-build-id': text,
  timeout: text,
  'total-timeout': text,
  retries: text,
  concurrency: text,
  ca: text,
  cert: text,
  key: text,
  'ignore-missing': flag,
  shard: text,
  store: text,
  'close-anyway': flag,
};
exports.SETTINGS = SETTINGS;

const { store, timeout, 'server-url': serverUrl, 'api-key': apiKey } = SETTINGS;
const batches = { from: text, ci: flag };
const runId = { store, timeout, run: text, explain: flag };

/** @type {Record<Command, Record<string, typeof text | typeof flag>>} */
exports.COMMANDS = {
  close: {
    ...SETTINGS,
    ...batches,
    'dry-run': flag,
    json: flag,
    quiet: flag,
    verbose: flag,
    'no-fail': flag,
  },
  run: { ...SETTINGS, 'batch-name': text, quiet: flag, verbose: flag, 'no-fail': flag },
  env: { ...runId, 'batch-name': text, 'build-id': text, format: text },
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
  serve: { port: text, host: text, 'api-key': apiKey, quiet: flag },
  demo: { keep: flag },
};

/** The options of all commands. */
exports.GENERAL = { help: { ...flag, short: 'h' }, version: { ...flag, short: 'V' } };
