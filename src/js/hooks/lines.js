// @ts-check
'use strict';

// What the hooks say: lines made from data, and where they go.

const core = require('../../../pkg/eyes_batch_close.js');
const { annotation, numericId, shardsDone, summaryMessages, withHint } = require('../lines.js');

/**
 * @typedef {import('../../../pkg/eyes_batch_close.js').RunPlanData} RunPlan
 * @typedef {import('../../../pkg/eyes_batch_close.js').RunWarning} RunWarning
 *
 * @typedef {'info' | 'warning' | 'error'} Level
 * @typedef {{ level: Level, text: string }} Message
 */

/** Where the ID of a run came from. */
const SOURCES = {
  option: 'from the option batchIds',
  environment: 'from APPLITOOLS_BATCH_ID',
  ci: 'the ID of this CI run',
  generated: 'made for this run',
};

/** Why a run leaves its batches open. */
const REASONS = {
  disabled: 'left open, as enabled: false says',
  environment: 'left open, as EYES_BATCH_CLOSE=false says',
  shards: 'left open: the shards of this run share it',
  'ci-run': 'left open: all jobs of this CI run share it',
};

/**
 * The first line of a run: which batch it has, and who closes it.
 *
 * @param {RunPlan} plan
 * @param {boolean} isInUiMode
 */
function beginLine({ batchIds, source, action }, isInUiMode) {
  const batch = `batch ${batchIds.join(', ')}`;
  const named = source ? `${batch}, ${SOURCES[source]}` : batch;
  return `${named}; ${isInUiMode ? 'left open: in UI mode the reporter closes nothing' : whoCloses(action)}`;
}
exports.beginLine = beginLine;

/** @param {RunPlan['action']} action */
function whoCloses(action) {
  switch (action.kind) {
    case 'close':
      return 'this run closes it after the last test';
    case 'close-as-shard':
      return 'the last shard closes it';
    case 'leave-open': {
      const command = action.closeCommand ? `. In the last job: ${action.closeCommand}` : '';
      return REASONS[action.reason] + command;
    }
    case 'unknown':
      return 'left open, as it is not known';
  }
}

/** @param {RunWarning} warning */
function warningText(warning) {
  switch (warning.kind) {
    case 'sdks-may-close':
      return (
        `APPLITOOLS_DONT_CLOSE_BATCHES is "${warning.value}", so the Eyes SDKs may close the batch while other tests ` +
        'still run. Set it to true, or unset it.'
      );
    case 'own-batch': {
      const lastJob = warning.hasStore ? '' : ', and run npx eyes-batch-close in the last job';
      return (
        `this shard has a batch of its own (${warning.reason}). To share one, set APPLITOOLS_BATCH_ID to the same ID in ` +
        `every shard${lastJob}.`
      );
    }
    case 'other-batch-id':
      return (
        `the option batchIds names another batch than APPLITOOLS_BATCH_ID (${warning.variable}): tests that take ` +
        'theirs from the variable run in one that stays open'
      );
    case 'numeric-id':
      return numericId(warning.id);
    case 'unread-results':
      return (
        'results and failOn do nothing here, as the batch is left open: give --results or --fail-on to the command ' +
        'that closes it'
      );
  }
}
exports.warningText = warningText;

/**
 * What became of a run.
 *
 * @param {object} outcome
 * @param {import('../index.js').CloseReport} outcome.report
 * @param {{ thrown: unknown }} [outcome.failure]
 * @param {number} outcome.tookMs
 * @param {import('./options.js').HookOptions} outcome.options
 * @param {Level} failureLevel
 * @returns {Message[]}
 */
function outcomeMessages({ report, failure, tookMs, options }, failureLevel) {
  const { results, shards, storeError } = report;
  const idsOf = (/** @type {string} */ outcome) =>
    results
      .filter((result) => result.outcome === outcome && !result.error)
      .map(({ batchId }) => batchId)
      .join(', ');
  const closed = idsOf('closed');
  const missing = idsOf('not-found');
  /** @type {Message[]} */
  const messages = [];
  const add = (/** @type {Level} */ level, /** @type {string} */ text) =>
    messages.push({ level, text });
  if (shards && results.length === 0 && !failure) add('info', shardsDone(shards));
  if (storeError) add('warning', storeError.message);
  if (closed) add('info', `closed batch ${closed} in ${tookMs.toFixed()} ms`);
  if (missing) {
    add(
      'info',
      `the server has no active batch ${missing}: no Eyes test ran, or the tests set an ID of their own, ` +
        'or closed the batch themselves, or another job did',
    );
    const buildHint = core.buildIdHint(options);
    if (buildHint) add('info', buildHint);
  }
  messages.push(...summaryMessages(results, failure && messageOf(failure.thrown)));
  if (failure) add(failureLevel, describe(failure.thrown));
  return messages;
}
exports.outcomeMessages = outcomeMessages;

/** What was thrown, with what to do about it. @param {unknown} thrown */
function describe(thrown) {
  return withHint({ message: messageOf(thrown), hint: textOf(thrown, 'hint') });
}
exports.describe = describe;

/**
 * The message of anything that was thrown. A listener of the user's may throw what has none, or a getter in its place.
 *
 * @param {unknown} thrown
 */
function messageOf(thrown) {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'something was thrown that has no message';
  }
}
exports.messageOf = messageOf;

/** What was thrown as an error that a framework can show. @param {unknown} thrown */
exports.toError = (thrown) => {
  const isShown = ['name', 'message', 'stack'].every((name) => textOf(thrown, name) !== undefined);
  return isShown ? thrown : new Error(messageOf(thrown));
};

/** A text that an error has, if that can be read. @param {unknown} thrown @param {string} name */
function textOf(thrown, name) {
  try {
    const value = thrown instanceof Error ? /** @type {any} */ (thrown)[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Says lines on stderr; on GitHub Actions warnings and errors are annotations, too. Of an error, which the framework says
 * once more, that is all: the log has annotations as lines.
 *
 * @param {import('./lines.js').Message[]} messages
 * @param {{ isBeforeTests: boolean, quiet?: boolean }} when
 */
function say(messages, { isBeforeTests, quiet = false }) {
  const told = messages.filter(({ level }) => level !== 'info' || !quiet);
  // A reporter that prints dots leaves its line open, and no stream tells what was last written to it.
  if (told.length > 0 && !isBeforeTests) console.error();
  for (const { level, text } of told) {
    const prefix = level === 'info' ? '' : `${level}: `;
    const isAnnotated = level !== 'info' && process.env.GITHUB_ACTIONS;
    const line = `eyes-batch-close: ${prefix}${core.harmless(text)}`;
    if (!isAnnotated || level === 'warning') console.error(line);
    if (isAnnotated) console.error(annotation(level, text));
  }
}
exports.say = say;
