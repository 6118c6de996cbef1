// @ts-check
'use strict';

// Does what src/run.rs decides: sets variables, says lines, closes.

const { randomBytes } = require('node:crypto');
const os = require('node:os');
const core = require('../../../pkg/eyes_batch_close.js');
const { BatchCloseError } = require('../errors.js');
const { BatchClose } = require('../index.js');

/**
 * What a hook knows: whether the last test has ended and this process saw no begin, whether it merges the reports of
 * all shards, which of those this is.
 * @typedef {{ after?: boolean, merge?: boolean, shard?: import('../index.js').Shard | null }} Facts
 *
 * @typedef {object} Plan
 * @property {string[]} batchIds
 * @property {boolean} made Whether this process made their ID.
 * @property {Record<string, string>} variables
 * @property {string} begin Lines to say before the first test.
 * @property {string} end Lines to say after the last test.
 * @property {boolean} close
 * @property {string | import('../index.js').Shard} [shard] Which one makes its mark in the store, and closes if it is the last.
 * @property {object} [error] Why it is not known what to close; without the rest of the plan, a wrong setting.
 * @property {boolean} failOnError
 * @property {boolean} quiet
 *
 * What this process knows of a batch: the options of all hooks together, and its closing, once there is one.
 * @typedef {{ made: boolean, options: import('./options.js').HookOptions, closing?: Promise<unknown> }} Batch
 */

// In one process hooks may come from two copies of this package.
const KEY = Symbol.for('eyes-batch-close');
/** @type {any} */
const shared = globalThis;

/** @returns {{ batches: Map<string, Batch>, said: Set<string> }} */
function memory() {
  shared[KEY] ??= { batches: new Map(), said: new Set() };
  return shared[KEY];
}

/**
 * Before the first test; or after the last one, in a hook that saw no begin.
 * @param {import('./options.js').HookOptions} [given] @param {Facts} [facts]
 * @returns {Plan}
 */
function begin(given = {}, { shard, ...facts } = {}) {
  const options = { ...given, shard: given.shard ?? shard ?? undefined };
  const { batches } = memory();
  const { env } = process;
  let known = batches.get(env.APPLITOOLS_BATCH_ID ?? '');
  if (known?.made && known.closing && !facts.after) {
    // An earlier run of this process made it; this run is another one.
    delete env.APPLITOOLS_BATCH_ID;
    known = undefined;
  }
  const plan = core.beginRun({
    ...facts,
    options,
    made: known?.made,
    now: new Date().toISOString(),
    host: os.hostname(),
    random: randomBytes(8).toString('hex'),
  });
  if (!plan.batchIds) {
    const error = new BatchCloseError(plan.error);
    tell({ failOnError: true, quiet: false }, { failure: error });
    throw error;
  }
  plan.quiet = options.quiet === true;
  plan.shard = plan.marks ? options.shard : undefined;
  Object.assign(env, plan.variables);
  if (plan.batchIds.some((/** @type {string} */ id) => !batches.has(id))) say(plan, plan.begin);
  for (const id of plan.batchIds) {
    const batch = batches.get(id) ?? { made: plan.made, options: {} };
    batches.set(id, { ...batch, options: { ...batch.options, ...options } });
  }
  return plan;
}
exports.begin = begin;

/**
 * After the last test. Throws if the batches were not closed and the options ask for failing.
 * @param {Plan} plan
 */
async function end(plan) {
  say(plan, plan.end);
  let failure;
  if (plan.error) {
    failure = new BatchCloseError(plan.error);
    tell(plan, { failure });
  }
  if (plan.close) {
    const known = plan.batchIds.map(
      (id) => memory().batches.get(id) ?? { made: false, options: {} },
    );
    const open = plan.batchIds.filter((_, at) => !known[at].closing);
    const closing = open.length > 0 ? close(plan, open, known[0].options) : undefined;
    for (const batch of known) batch.closing ??= closing;
    const failures = await Promise.all(known.map((batch) => batch.closing));
    failure = failures.find((thrown) => thrown !== undefined);
  }
  if (failure !== undefined && plan.failOnError) throw failure;
}
exports.end = end;

/**
 * Closes batches and tells it; resolves to what failed.
 * @param {Plan} plan @param {string[]} batchIds @param {import('./options.js').HookOptions} options
 */
async function close(plan, batchIds, options) {
  const begun = performance.now();
  const { onResult } = options;
  /** @type {Promise<unknown>[]} */
  const heard = [];
  const { shard } = plan;
  const store = shard && options.store;
  const settings = { ignoreMissing: true, ...options, batchIds, shard, store };
  if (typeof onResult === 'function') {
    // One that is asynchronous may reject, which would end the process.
    settings.onResult = (result) => void heard.push(failureOf(() => onResult(result)));
  }
  /** @type {import('../index.js').CloseReport | undefined} */
  let report;
  /** @type {any} */
  const failed = await failureOf(async () => {
    report = await new BatchClose(settings).close();
  });
  const took = performance.now() - begun;
  const failures = [failed, ...(await Promise.all(heard))];
  const failure = failures.find((thrown) => thrown !== undefined);
  tell(plan, { report: report ?? failed?.report, failure, took });
  return failure;
}

/** What a work throws. @param {() => unknown} work */
async function failureOf(work) {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    return thrown ?? String(thrown);
  }
}

/**
 * @param {Pick<Plan, 'failOnError' | 'quiet'>} plan
 * @param {{ report?: import('../index.js').CloseReport, failure?: any, took?: number }} outcome
 */
function tell(plan, { report, failure, took }) {
  const isMissing = (/** @type {import('../index.js').BatchResult} */ { outcome, error }) =>
    outcome === 'not-found' && !error;
  const missing = report?.results.filter(isMissing).map((result) => result.batchId);
  const { shards, storeError } = report ?? {};
  if (shards && report?.results.length === 0) {
    say(plan, core.describeShards(shards.done.length, shards.total));
  }
  if (storeError) say(plan, core.describeRun({ problem: storeError.message }, false));
  const outcome = {
    closed: report?.closed.join(', '),
    missing: missing?.join(', '),
    problem: failure && String(failure.message ?? failure).replace(/\s*\n\s*/g, ' '),
    hint: failure?.hint,
    took: took?.toFixed(0),
  };
  say(plan, core.describeRun(outcome, plan.failOnError));
}

/**
 * Says each line once, whichever hooks come with it.
 * @param {Pick<Plan, 'quiet'>} plan @param {string} lines
 */
function say({ quiet }, lines) {
  const { said } = memory();
  for (const line of lines.split('\n')) {
    const isMuted = quiet && !/^(warning|error): /.test(line);
    if (line === '' || isMuted || said.has(line)) continue;
    said.add(line);
    console.error(`eyes-batch-close: ${line}`);
  }
}
