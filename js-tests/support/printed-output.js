// @ts-check
'use strict';

// A process that closes batches, and shows what comes of it in every way there is.

const assert = require('node:assert/strict');
const childProcess = require('node:child_process');
const events = require('node:events');
const util = require('node:util');
const { environmentOf } = require('./environment.js');

const END = 'that was all';

/**
 * Closes with each of these options, and gives all that the process printed. Beside them there are
 * `abort`, for a signal that has aborted; `leakingFetch`, for a `fetch` that repeats the request when it
 * fails; and `errorsOnly`, not to show what was set.
 *
 * @param {object[]} closings
 * @param {Record<string, string>} [env]
 */
function printedBy(closings, env = {}) {
  return outputOf({ closings }, env);
}
exports.printedBy = printedBy;

/**
 * What Node prints when nobody catches the error of a closing.
 *
 * @param {any} uncaught
 * @param {Record<string, string>} [env]
 */
async function printedByCrash(uncaught, env = {}) {
  const text = await outputOf({ closings: [], uncaught }, env);
  assert.ok(text.includes('BatchCloseError'), text.slice(-2000));
  return text;
}
exports.printedByCrash = printedByCrash;

/** @param {object} work @param {Record<string, string>} env */
async function outputOf(work, env) {
  const child = childProcess.fork(__filename, {
    env: environmentOf({ APPLITOOLS_SHOW_LOGS: 'true', ...env }),
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout?.on('data', (data) => output.push(data));
  child.stderr?.on('data', (data) => output.push(data));
  child.send(work);
  await events.once(child, 'close');
  const text = Buffer.concat(output).toString();
  assert.ok(text.includes(END), text.slice(-2000));
  return text;
}

const everything = { showHidden: true, getters: true, depth: 10 };

/** @param {any} value */
function show(value) {
  console.log(value);
  console.error(value);
  console.log('%o %O %s %j', value, value, value, value);
  console.log(util.inspect(value, everything));
  console.log(JSON.stringify(value), JSON.stringify([value], null, 2));
  console.log(String(value), `${value?.message}\n${value?.stack}`);
}

/** @param {any} error */
function showError(error) {
  show(error);
  console.dir(error, everything);
  console.log(JSON.stringify(error, Object.getOwnPropertyNames(error)));
  for (const name of Object.getOwnPropertyNames(error)) show(error[name]);
  for (const inner of [error.cause, ...(error.errors ?? [])]) if (inner) showError(inner);
  for (const result of error.report?.results ?? []) {
    for (const inner of [result.error, result.summaryError]) if (inner) showError(inner);
  }
}

/** @param {string} url @param {RequestInit} init */
async function leakingFetch(url, init) {
  const request = `${url} ${JSON.stringify(init.headers)}`;
  const cause = Object.assign(new Error(`caused by ${request}`), {
    code: `E_${url}`,
    headers: init,
  });
  throw Object.assign(new TypeError(`no luck with ${request}`, { cause }), { url, init });
}

/** @param {any} work */
async function closeAndShow({ closings, uncaught }) {
  const { BatchClose } = require('eyes-batch-close');
  const one = async (/** @type {any} */ given) => {
    const { leakingFetch: isLeaking, abort, errorsOnly, ...options } = given;
    const signal = abort ? AbortSignal.abort() : undefined;
    const fetch = isLeaking ? leakingFetch : undefined;
    const batch = new BatchClose({ ...options, signal, fetch, onResult: show });
    if (!errorsOnly) show(batch);
    await batch.close().then(show, showError);
    if (!errorsOnly) show(batch);
  };
  await Promise.all(closings.map(one));
  console.log(`\n${END}`);
  if (uncaught) new BatchClose(uncaught).close();
}

if (require.main === module) {
  process.once('message', (work) => {
    process.disconnect();
    closeAndShow(work);
  });
}
