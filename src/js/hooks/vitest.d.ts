import type { HookOptions as Options } from './options.js';

/**
 * Vitest's `globalSetup`: gives the whole run one batch, and resolves to the teardown that closes it. Vitest ends the
 * process after its `teardownTimeout`, so the default of `totalTimeout` is a second less than that; where results are
 * read, `totalTimeout` and `resultsTimeout` have half of it each.
 * Throws a `BatchCloseError` if a setting is wrong that says which batch it is, or with `failOnError` any setting. The
 * teardown throws one, and sets the exit code, if the batch was not closed and `failOnError` is set.
 *
 * @example
 * // vitest.config.ts
 * import { defineConfig } from 'vitest/config';
 * export default defineConfig({ test: { globalSetup: ['eyes-batch-close/vitest'] } });
 */
declare function globalSetup(project?: unknown): Promise<(() => Promise<void>) | undefined>;

declare namespace globalSetup {
  export type HookOptions = Options;

  /** A set-up for Vitest's `globalSetup`; what it resolves to closes the batches. */
  export type GlobalSetup = (project?: unknown) => Promise<(() => Promise<void>) | undefined>;

  /**
   * The same with options, to be the default export of a file of your own.
   *
   * @example
   * // eyes-setup.ts
   * import { createGlobalSetup } from 'eyes-batch-close/vitest';
   * export default createGlobalSetup({ failOnError: true });
   */
  export function createGlobalSetup(options?: HookOptions): GlobalSetup;

  export { globalSetup as default };
}

export = globalSetup;
