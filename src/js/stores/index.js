// @ts-check
'use strict';

// What shards have in common: src/marking.rs says what a store holds and what follows from it; here it is kept and read.
//
// A store is opened by its URL, and has one verb. `ask` adds those entries that are not there yet, then reads others;
// each entry is added by one caller alone, however many come at once, and seen by all from then on. Nothing is changed or
// taken away; all entries of a key expire together, a day after the last was added. A third kind of store is one file.

const { createHash } = require('node:crypto');
const { setTimeout: sleep } = require('node:timers/promises');
const core = require('../../../pkg/eyes_batch_close.js');
const { BatchCloseError, emptyReport } = require('../errors.js');

/**
 * @typedef {{ value: string, age: number }} Entry Its age is in milliseconds, by the store's clock.
 *
 * @typedef {object} Answer
 * @property {boolean} added Whether the last of the entries to add was not there.
 * @property {(Entry | undefined)[]} entries Those that were read, in the order asked.
 *
 * @typedef {object} Store
 * @property {(add: [name: string, value: string][], read: string[]) => Promise<Answer>} ask
 * @property {() => void} close Ends what is under way.
 *
 * @typedef {object} Place
 * @property {string} url
 * @property {string} key Of the characters 0-9a-f.
 * @property {number} expiry How long entries are kept, in milliseconds.
 * @property {number} timeout How long a step may take, in milliseconds.
 */

const DAY = 86_400_000;

/**
 * Makes the mark of a shard, and closes if it is the last.
 *
 * @param {any} plan what the core's `shard` said
 * @param {(result: any) => unknown} present @param {Function} [heard] see the core's `close`
 * @returns {Promise<any>} what that `close` resolves to, its report with the shards
 */
async function closeAsShard(plan, present, heard) {
  if (plan.error) return plan;
  const { batches, hold, signal, closeAnyway } = plan;
  const begun = performance.now();
  const spent = () => performance.now() - begun;
  const closing = () => batches.close(present, heard, spent());
  /** @type {any} */
  let outcome;
  /** @type {any} */
  let shards;
  const failure = await using(plan, 'batch', async (ask) => {
    const { added, total, marks } = await count(ask, plan);
    shards = core.tallyShards(marks);
    let step = batches.nextStep(spent(), added, total, marks);
    for (let number = 0; step.claim || step.wait; ) {
      if (step.wait) await sleep(step.wait, undefined, { signal });
      number = step.claim ?? number;
      const names = [`claim-${number}`, `end-${number}`];
      const answer = await ask([[names[0], `${hold}`]], names, signal);
      const [claim, end] = answer.entries;
      const left = (Number(claim?.value) || hold) - (claim?.age ?? 0);
      step = batches.nextStep(spent(), answer.added, left, end?.value ?? '');
      if (step.close) {
        outcome = await closing();
        // Without an end it was refused before anything was sent.
        await ask([[names[1], outcome.end ?? 'failed']], []);
      }
    }
    if (step.error) outcome = { error: step.error };
  });
  // A call that was aborted says what it did not begin; one that must not be kept from closing closes.
  if (failure && !outcome && (signal?.aborted || closeAnyway)) outcome = await closing();
  if (!outcome) outcome = failure ? { error: failure } : { report: emptyReport() };
  if (outcome.report && shards) outcome.report.shards = shards;
  if (outcome.report && failure && !signal?.aborted) outcome.report.storeError = failure;
  return outcome;
}
exports.closeAsShard = closeAsShard;

/**
 * Which shards of these batches are done.
 *
 * @param {import('../index.js').BatchCloseOptions} options
 * @returns {Promise<import('../index.js').Shards>}
 */
async function lookUpShards(options) {
  // Nothing is sent to the Eyes server, so that no key is needed.
  const plan = new core.BatchClose({ ...options, apiKey: 'none' }).shard(true);
  return resultOf(plan, 'batch', async (ask) => {
    const { entries } = await ask([], ['total']);
    const total = Number(entries[0]?.value ?? 0);
    return core.tallyShards((await count(ask, { total })).marks);
  });
}
exports.lookUpShards = lookUpShards;

/**
 * The ID of a run: that of whoever came first with this name, else the fresh one.
 *
 * @param {import('../index.js').BatchCloseOptions} options
 * @param {string} run
 * @param {string} freshId
 * @returns {Promise<string>}
 */
async function sharedId(options, run, freshId) {
  // Not even a server must be known to call.
  const anywhere = { serverUrl: 'http://any', apiKey: 'none', batchIds: run };
  const plan = new core.BatchClose({ ...options, ...anywhere }).shard(true);
  return resultOf(plan, 'run', async (ask) => {
    const { entries } = await ask([['id', freshId]], ['id']);
    if (!entries[0]?.value) throw new Error('its entry id is empty, as whoever wrote it died');
    return entries[0].value;
  });
}
exports.sharedId = sharedId;

/**
 * @template T
 * @param {any} plan @param {string} kind @param {(ask: Ask) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function resultOf(plan, kind, work) {
  /** @type {any} */
  let result;
  const failure =
    plan.error ??
    (await using(plan, kind, async (ask) => {
      result = await work(ask);
    }));
  if (failure) throw new BatchCloseError(failure);
  return result;
}

/**
 * Makes the mark of a shard, if one is given, and reads those of all.
 * @param {Ask} ask
 * @param {{ current?: number, total: number, signal?: AbortSignal }} shard
 */
async function count(ask, { current, total: expected, signal }) {
  const names = Array.from({ length: expected }, (_, at) => `${at + 1}-of-${expected}`);
  /** @type {[string, string][]} */
  const add = current
    ? [
        ['total', `${expected}`],
        [names[current - 1], ''],
      ]
    : [];
  const { added, entries } = await ask(add, ['total', ...names], signal);
  const [total, ...marks] = entries;
  if (total?.value === '') throw new Error('its entry total is empty, as whoever wrote it died');
  return {
    added,
    total: Number(total?.value),
    marks: marks.map((mark) => (mark ? 1 : 0)).join(''),
  };
}

/**
 * @typedef {(add: [name: string, value: string][], read: string[], signal?: AbortSignal) => Promise<Answer>} Ask
 *
 * Opens the store, works with it, and closes it; resolves to what failed.
 * @param {any} plan @param {string} kind @param {(ask: Ask) => Promise<void>} work
 */
async function using({ store: url, key, timeout }, kind, work) {
  // In whichever order the batches are named, and whatever their IDs hold.
  const lines = [kind, ...key.split('\n')].sort().join('\n');
  const hash = createHash('sha256').update(lines).digest('hex').slice(0, 40);
  /** @type {Store | undefined} */
  let store;
  try {
    const { open } = /^file:/i.test(url) ? require('./folder.js') : require('./redis.js');
    const opened = open({ url, key: hash, expiry: DAY, timeout });
    store = opened;
    await work((add, read, signal) => inTime(() => opened.ask(add, read), timeout, signal));
    return undefined;
  } catch (thrown) {
    const { message, code = '' } = /** @type {any} */ (thrown);
    return core.storeError(url, `${message}`, `${code}`).error;
  } finally {
    store?.close();
  }
}

/**
 * @template T
 * @param {() => Promise<T>} work @param {number} timeout @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
async function inTime(work, timeout, signal) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let stop = () => {};
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
      stop = () => reject(new Error('the call was aborted'));
      signal?.addEventListener('abort', stop);
      if (signal?.aborted) stop();
      else work().then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
