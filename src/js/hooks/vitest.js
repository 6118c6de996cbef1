// @ts-check
'use strict';

const { begin, end } = require('./run.js');

/** How long before Vitest ends the process the closing gives up, to say so. */
const MARGIN_MS = 1000;

/** @param {import('./options.js').HookOptions} [options] */
function createGlobalSetup(options) {
  return async function globalSetup(/** @type {any} */ project) {
    if (isListing()) return undefined;
    const { shard, teardownTimeout } = project?.vitest?.config ?? project?.config ?? {};
    const run = begin({
      owner: globalSetup,
      kind: 'vitest',
      config: project?.vitest,
      options: withinTimeout(options, teardownTimeout),
      shard: shard ? { current: shard.index, total: shard.count } : null,
    });
    return async () => {
      try {
        await end(run);
      } catch (error) {
        process.exitCode = 1; // Vitest 4 prints what is thrown, and exits with 0.
        throw error;
      }
    };
  };
}

/** `vitest list` calls the set-up and the teardown, too (4.1). */
function isListing() {
  const [, program = '', ...args] = process.argv;
  return /vitest[^/\\]*$/.test(program) && args.find((arg) => !arg.startsWith('-')) === 'list';
}

/**
 * After its `teardownTimeout` Vitest ends the process without a word.
 *
 * @param {import('./options.js').HookOptions} [options] @param {unknown} [teardownTimeout]
 */
function withinTimeout(options, teardownTimeout) {
  const timeoutMs = Number(teardownTimeout) - MARGIN_MS;
  if (!(timeoutMs > 0 && timeoutMs < 120_000)) return options;
  const isReading = Boolean(options?.results || options?.failOn);
  const half = Math.ceil(timeoutMs / 2);
  const { totalTimeout, resultsTimeout } = options ?? {};
  return {
    ...options,
    totalTimeout: totalTimeout ?? (isReading ? half : timeoutMs),
    ...(isReading && { resultsTimeout: resultsTimeout ?? half }),
  };
}

/** @type {any} */
const hook = createGlobalSetup();
// @ts-expect-error TypeScript knows no function that is a module with names of its own
module.exports = hook;
module.exports.createGlobalSetup = createGlobalSetup;
module.exports.default = hook;
