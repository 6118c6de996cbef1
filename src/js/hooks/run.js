// @ts-check
'use strict';

// Does what src/run.rs decides: sets variables, says lines, closes.

const { randomBytes } = require('node:crypto');
const os = require('node:os');
const core = require('../../../pkg/eyes_batch_close.js');
const { BatchCloseError } = require('../errors.js');
const { BatchClose } = require('../index.js');

/**
 * What a hook knows: when it is asked, and which shard this is.
 * @typedef {{ phase?: 'before' | 'after' | 'merge', shard?: { current: number, total: number } | null }} Facts
 *
 * @typedef {object} Plan
 * @property {string[]} batchIds
 * @property {boolean} made Whether this process made their ID.
 * @property {Record<string, string>} variables
 * @property {string[]} begin The lines before the first test.
 * @property {string[]} end The lines after the last test.
 * @property {boolean} close
 * @property {object} [failure]
 * @property {boolean} failOnError
 *
 * What this process knows of a batch: the options of all hooks together, and its closing, once there is one.
 * @typedef {{ made: boolean, options: object, closing?: Promise<unknown> }} Batch
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
 * @param {object} [options] @param {Facts} [facts]
 * @returns {Plan}
 */
function begin(options = {}, facts = {}) {
  const { batches } = memory();
  const { env } = process;
  let known = batches.get(env.APPLITOOLS_BATCH_ID ?? '');
  if (known?.made && known.closing && (facts.phase ?? 'before') === 'before') {
    // An earlier run of this process made it; this run is another one.
    delete env.APPLITOOLS_BATCH_ID;
    known = undefined;
  }
  const plan = core.beginRun(options, {
    ...facts,
    made: known?.made,
    now: new Date().toISOString(),
    host: os.hostname(),
    random: randomBytes(8).toString('hex'),
  });
  if (plan.error) throw failed(plan.error);
  Object.assign(env, plan.variables);
  if (plan.batchIds.some((/** @type {string} */ id) => !batches.has(id))) say(plan.begin);
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
  const { batches } = memory();
  say(plan.end);
  let failure;
  if (plan.failure) {
    failure = new BatchCloseError(plan.failure);
    tell(plan, { failure });
  }
  if (plan.close) {
    const open = plan.batchIds.filter((id) => !batches.get(id)?.closing);
    const closing = open.length > 0 ? close(plan, open) : undefined;
    for (const id of open) {
      const batch = batches.get(id);
      if (batch) batch.closing = closing;
    }
    const failures = await Promise.all(plan.batchIds.map((id) => batches.get(id)?.closing));
    failure = failures.find((thrown) => thrown !== undefined);
  }
  if (failure !== undefined && plan.failOnError) throw failure;
}
exports.end = end;

/**
 * Closes batches and tells it; resolves to what failed.
 * @param {Plan} plan @param {string[]} batchIds
 */
async function close(plan, batchIds) {
  const begun = performance.now();
  const options = memory().batches.get(batchIds[0])?.options;
  const closing = new BatchClose({ ignoreMissing: true, ...options, batchIds }).close();
  const { report, failure } = await closing.then(
    (/** @type {any} */ report) => ({ report, failure: undefined }),
    (/** @type {any} */ thrown) => ({ report: thrown?.report, failure: thrown ?? String(thrown) }),
  );
  tell(plan, { report, failure, took: performance.now() - begun });
  return failure;
}

/** @param {Plan} plan @param {{ report?: any, failure?: any, took?: number }} outcome */
function tell(plan, { report = { closed: [], results: [] }, failure, took }) {
  const missing = report.results.filter(
    (/** @type {any} */ r) => r.outcome === 'not-found' && !r.error,
  );
  const lines = core.describeRun(plan, {
    closed: report.closed,
    missing: missing.map((/** @type {any} */ result) => result.batchId),
    problem: failure === undefined ? undefined : String(failure?.message ?? failure),
    hint: failure?.hint,
    took,
  });
  say(lines);
}

/** A wrong setting, said and made an Error. @param {any} data */
function failed(data) {
  const error = new BatchCloseError(data);
  tell(/** @type {any} */ ({ failOnError: true }), { failure: error });
  return error;
}

/** Says each line once, whichever hooks come with it. @param {string[]} lines */
function say(lines) {
  const { said } = memory();
  for (const line of lines.filter((text) => !said.has(text))) {
    said.add(line);
    console.error(`eyes-batch-close: ${line}`);
  }
}
