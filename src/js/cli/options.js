// @ts-check
'use strict';

// The commands, and the options of each.

/** @typedef {Record<string, string | boolean | undefined>} Values Options by their names here. */
/** @typedef {'close' | 'status' | 'id' | 'serve' | 'demo'} Command */

const text = /** @type {const} */ ({ type: 'string' });
const flag = /** @type {const} */ ({ type: 'boolean' });
exports.flag = flag;

/** @type {Record<Command, Record<string, typeof text | typeof flag>>} */
const COMMANDS = {
  close: {
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
    from: text,
    ci: flag,
    'dry-run': flag,
    json: flag,
    quiet: flag,
    verbose: flag,
    'no-fail': flag,
  },
  status: { store: text, 'server-url': text, timeout: text, from: text, ci: flag, json: flag },
  id: { explain: flag, store: text, run: text, timeout: text },
  serve: { port: text, 'api-key': text },
  demo: { keep: flag },
};
exports.COMMANDS = COMMANDS;
