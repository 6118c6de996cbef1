import type { HookOptions as Options } from './options.js';
import type { PlaywrightConfig as Config } from './playwright.js';

/**
 * Playwright's `globalTeardown`, for runs whose `APPLITOOLS_BATCH_ID` comes from outside: closes that batch. It sets no
 * variable, so `APPLITOOLS_DONT_CLOSE_BATCHES=true` has to come from outside, too. Beside the set-up or the reporter it
 * closes their batch, once. Throws a `BatchCloseError` if the batch was not closed and `failOnError` is set.
 *
 * @example
 * // playwright.config.ts
 * import { defineConfig } from '@playwright/test';
 * export default defineConfig({ globalTeardown: 'eyes-batch-close/playwright/teardown' });
 */
declare function globalTeardown(config?: globalTeardown.PlaywrightConfig): Promise<void>;

declare namespace globalTeardown {
  export type HookOptions = Options;
  export type PlaywrightConfig = Config;

  /** A teardown for Playwright's `globalTeardown`, which closes the batches. */
  export type GlobalTeardown = (config?: PlaywrightConfig) => Promise<void>;

  /**
   * The same with options, to be the default export of a file of your own.
   *
   * @example
   * // global-teardown.ts
   * import { createGlobalTeardown } from 'eyes-batch-close/playwright/teardown';
   * export default createGlobalTeardown({ batchIds: ['nightly'] });
   */
  export function createGlobalTeardown(options?: HookOptions): GlobalTeardown;

  export { globalTeardown as default };
}

export = globalTeardown;
