// @ts-check
'use strict';

// The commands, the options of each, and what they say to the core.

/** @typedef {Record<string, string | boolean | undefined>} Values Options by their names here. */
/** @typedef {import('./errors.js').Failure} Failure */
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

/**
 * The arguments as options of `BatchClose`, and what is in the files that they name.
 *
 * @param {Values} values
 * @param {string[]} batchIds
 * @returns {Promise<{ options?: any, error?: Failure }>}
 */
async function gathered(values, batchIds) {
  /** @type {Record<string, any>} */
  const options = { batchIds };
  for (const [name, value] of Object.entries(values)) {
    const isNumber = /^(timeout|total-timeout|retries|concurrency)$/.test(name);
    const whole = isNumber && /^\d+$/.test(String(value));
    options[name.replace(/-(.)/g, (_, c) => c.toUpperCase())] = whole ? Number(value) : value;
  }
  for (const name of ['ca', 'cert', 'key', 'from']) {
    if (values[name] === undefined) continue;
    const place = `--${name} ${values[name]}`;
    try {
      const bytes = await read(String(values[name]), name === 'from');
      options[name === 'from' ? 'fromText' : name] = name === 'from' ? decoded(bytes) : bytes;
    } catch (error) {
      const message = `${place} can't be read: ${/** @type {Error} */ (error).message}`;
      return { error: { code: 'INVALID_OPTION', message } };
    }
    if (name === 'from') options.from = place;
  }
  return { options };
}
exports.gathered = gathered;

/** @param {string} file @param {boolean} orInput whether `-` is standard input */
async function read(file, orInput) {
  if (file !== '-' || !orInput) return require('node:fs').readFileSync(file);
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Windows PowerShell writes UTF-16 into files. @param {Buffer} bytes */
function decoded(bytes) {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8');
}
