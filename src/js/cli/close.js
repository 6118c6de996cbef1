// @ts-check
'use strict';

// Closes batches: reads the files that the arguments name, and hears signals. src/cli.rs has the rules.

const core = require('../../../pkg/eyes_batch_close.js');
const { output } = require('./output.js');

/** @type {Record<string, number>} */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

/**
 * @param {import('./index.js').Values} values
 * @param {string[]} batchIds
 * @returns {Promise<number>} the exit status
 */
async function close(values, batchIds) {
  const { tell, end } = output(values);
  const asked = /** @type {Record<string, unknown>} */ ({ batchIds });
  for (const [name, value] of Object.entries(values)) {
    asked[name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())] = value;
  }
  try {
    for (const name of ['ca', 'cert', 'key']) {
      if (values[name] !== undefined) asked[name] = await read(`--${name}`, values[name]);
    }
    if (values.from !== undefined) {
      asked.fromText = decoded(await read('--from', values.from));
      asked.from = `--from ${values.from}`;
    }
  } catch (error) {
    tell('error', `error: ${error instanceof Error ? error.message : error}`);
    return 2;
  }
  const stop = new AbortController();
  asked.signal = stop.signal;
  let signalled = 0;
  for (const [signal, status] of Object.entries(SIGNALS)) {
    // Once: the same signal again ends the process at once.
    process.once(signal, () => {
      signalled = status;
      stop.abort();
    });
  }
  const { status, report, error, table } = await core.closeCommand(asked, tell);
  end();
  if (values.json) {
    const { code, message, hint } = error ?? {};
    const said = { ...report, ...(error && { error: { code, message, hint } }) };
    console.log(JSON.stringify(said, null, 2));
  }
  if (table) summarize(table, tell);
  return signalled || status;
}
exports.close = close;

/** @param {string} option @param {unknown} file */
async function read(option, file) {
  if (option === '--from' && file === '-') {
    const chunks = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  try {
    return require('node:fs').readFileSync(String(file));
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`${option} ${file} can't be read: ${message}`);
  }
}

/** Windows PowerShell writes UTF-16 where its output goes to a file. @param {Buffer} bytes */
function decoded(bytes) {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8');
}

/** @param {string} table @param {(kind: string, line: string) => void} tell */
function summarize(table, tell) {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    require('node:fs').appendFileSync(file, table);
  } catch (error) {
    tell('warning', `warning: no job summary was written: ${error}`);
  }
}
