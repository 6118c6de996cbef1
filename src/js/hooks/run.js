// @ts-check
'use strict';

// A test run from its first hook to its last. The core plans it (src/run/); here the plan is applied: variables are set,
// lines are said, the batches are closed once.
//
// One run may have several hooks: Playwright's set-up and reporter, a plugin that is listed twice, another copy of this
// package. So it is kept where all of them find it. Whoever begins joins the run that has not ended yet; a hook that
// comes after the tests joins the run that another began before them. All that end it wait for the same closing. A run
// that was never ended is over when a hook comes again with another config of its framework, which makes one for each.

const core = require('../../../pkg/eyes_batch_close.js');
const { closeRun } = require('./close.js');
const { beginLine, describe, say, toError, warningText } = require('./lines.js');

/**
 * @typedef {import('./options.js').HookOptions} HookOptions
 * @typedef {import('../../../pkg/eyes_batch_close.js').RunPhase} Phase
 *
 * What hooks are of: each of these gets one config in a run.
 * @typedef {'playwright' | 'playwright-reporter' | 'wdio' | 'nightwatch' | 'jest' | 'vitest' | 'mocha' | 'run'} Kind
 *
 * @typedef {object} Hook
 * @property {unknown} owner What tells it from the other hooks of a run.
 * @property {Kind} kind
 * @property {object | null} [config] What the framework resolved.
 * @property {HookOptions | null} [options]
 * @property {Phase} [phase] Default: `before-tests`.
 * @property {import('../index.js').Shard | null} [shard] The one that the framework runs.
 * @property {boolean} [isInUiMode] Whether this hook will not end the run.
 *
 * @typedef {object} Run
 * @property {Phase} phase Of the hook that began it.
 * @property {Map<unknown, HookOptions>} hooks The options of each owner.
 * @property {Map<string, object>} configs The config of each kind of hook.
 * @property {import('../index.js').Shard} [shard]
 * @property {HookOptions} options Those of all hooks together.
 * @property {import('../../../pkg/eyes_batch_close.js').RunPlanData} plan
 * @property {Record<string, string>} variables Those that it set where there was none.
 * @property {string} [generatedId]
 * @property {Set<string>} said
 * @property {Promise<import('./close.js').Closed>} [closing] There is one from the first end on.
 */

/** The number is that of the shape of `Run`: copies of other versions of this package may have another. */
const KEY = Symbol.for('eyes-batch-close/run/2');

/** @returns {{ last?: Run }} */
function registry() {
  const shared = /** @type {any} */ (globalThis);
  shared[KEY] ??= {};
  return shared[KEY];
}

/**
 * Begins a run, or joins one. Throws if a setting is wrong.
 *
 * @param {Hook} hook
 * @returns {Run}
 */
function begin({
  owner,
  kind,
  config,
  options,
  phase = 'before-tests',
  shard,
  isInUiMode = false,
}) {
  const { last } = registry();
  const isOver = !isInUiMode && last !== undefined && hasOtherConfig(last, kind, config);
  const joined = isOver ? undefined : runToJoin(last, phase);
  if (joined?.closing) {
    joined.plan.failOnError ||= options?.failOnError === true;
    return joined;
  }
  if (!joined) unsetVariables(last);
  const hooks = new Map(joined?.hooks).set(owner, options ?? {});
  const configs = new Map(joined?.configs);
  if (config) configs.set(kind, config);
  const itsShard = joined?.shard ?? shard ?? undefined;
  const merged = mergeOptions([{ shard: itsShard }, ...hooks.values()]);
  const plan = planRun(joined?.phase ?? phase, joined?.generatedId, merged);
  const added = Object.entries(plan.variables).filter(([name]) => !process.env[name]?.trim());
  Object.assign(process.env, plan.variables);
  /** @type {Run} */
  const run = Object.assign(joined ?? { phase, said: new Set() }, {
    hooks,
    configs,
    shard: itsShard,
    options: merged,
    plan,
    variables: { ...joined?.variables, ...Object.fromEntries(added) },
    generatedId:
      joined?.generatedId ?? (plan.source === 'generated' ? plan.batchIds[0] : undefined),
  });
  registry().last = run;
  sayBeginning(run, isInUiMode);
  return run;
}
exports.begin = begin;

/** @param {Run} run @param {Kind} kind @param {object | null} [config] */
function hasOtherConfig({ configs }, kind, config) {
  return Boolean(config) && configs.has(kind) && configs.get(kind) !== config;
}

/** @param {Run | undefined} last @param {Phase} phase */
function runToJoin(last, phase) {
  if (phase === 'after-tests') return last?.phase === 'before-tests' ? last : undefined;
  return last?.closing ? undefined : last;
}

/** To the next run they would seem to come from outside. @param {Run} [run] */
function unsetVariables(run) {
  for (const [name, value] of Object.entries(run?.variables ?? {})) {
    if (process.env[name] === value) delete process.env[name];
  }
}

/**
 * The options of all hooks that have a value: neither `undefined` nor `null` is one. Without a prototype, so that nothing
 * else is taken for an option.
 *
 * @param {object[]} ofHooks
 * @returns {HookOptions}
 */
function mergeOptions(ofHooks) {
  const merged = Object.create(null);
  for (const [name, value] of ofHooks.flatMap((options) => Object.entries(options))) {
    if (value !== undefined && value !== null) merged[name] = value;
  }
  return merged;
}

/** @param {Phase} phase @param {string | undefined} generatedId @param {HookOptions} options */
function planRun(phase, generatedId, options) {
  const { APPLITOOLS_BATCH_ID: id } = process.env;
  try {
    const isGenerated = id !== undefined && id === generatedId;
    const plan = core.beginRun(phase, isGenerated, options);
    // A pipeline whose closing shall fail nothing may have no key; but wrong arguments are wrong.
    const isWrong = phase === 'command' && plan.problem?.code !== 'NO_API_KEY';
    if (plan.problem && (plan.failOnError || isWrong)) throw plan.problem;
    return plan;
  } catch (error) {
    const isBeforeTests = phase === 'before-tests';
    // The command line says its errors in its own words.
    if (phase !== 'command') say([{ level: 'error', text: describe(error) }], { isBeforeTests });
    throw error;
  }
}

/** Says what was not said yet of the beginning of a run. @param {Run} run @param {boolean} isInUiMode */
function sayBeginning({ phase, plan, said }, isInUiMode) {
  const isBeforeTests = phase === 'before-tests' || phase === 'command';
  /** @type {import('./lines.js').Message[]} */
  const messages = [];
  // After the tests, who closes is told by what becomes of it. And what one hook set is found in the environment by the
  // next: that is no news.
  const line = beginLine({ ...plan, source: undefined }, false);
  if ((isBeforeTests || plan.action.kind === 'leave-open') && !said.has(line)) {
    messages.push({ level: 'info', text: beginLine(plan, isInUiMode) });
  }
  said.add(line);
  const warnings = plan.warnings.map(warningText);
  if (plan.problem) warnings.push(describe(plan.problem));
  for (const text of warnings) {
    if (!said.has(text)) messages.push({ level: 'warning', text });
    said.add(text);
  }
  say(messages, { isBeforeTests, quiet: plan.quiet });
}

/**
 * Ends a run. Throws if the batches were not closed, or something was found in them, and the options ask for failing.
 *
 * @param {Run} run
 */
async function end(run) {
  run.closing ??= closeRun(run);
  const { failure } = await run.closing;
  if (failure && run.plan.failOnError) throw toError(failure.thrown);
}
exports.end = end;
