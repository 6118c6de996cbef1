import type { HookOptions as Options } from './options.js';

/**
 * Playwright's `globalSetup`: gives the whole run one batch, and resolves to the teardown that closes it.
 * Throws a `BatchCloseError` if a setting is wrong that says which batch it is, or with `failOnError` any setting; the
 * teardown throws one if the batch was not closed and `failOnError` is set.
 *
 * @example
 * // playwright.config.ts
 * import { defineConfig } from '@playwright/test';
 * export default defineConfig({ globalSetup: 'eyes-batch-close/playwright' });
 */
declare function globalSetup(config?: globalSetup.PlaywrightConfig): Promise<() => Promise<void>>;

declare namespace globalSetup {
  export type HookOptions = Options;

  /** What of Playwright's resolved config, its `FullConfig`, is used. */
  export interface PlaywrightConfig {
    readonly shard?: { readonly current: number; readonly total: number } | null;
  }

  /** A set-up for Playwright's `globalSetup`; what it resolves to closes the batches. */
  export type GlobalSetup = (config?: PlaywrightConfig) => Promise<() => Promise<void>>;

  /**
   * The same with options, to be the default export of a file of your own.
   *
   * @example
   * // global-setup.ts
   * import { createGlobalSetup } from 'eyes-batch-close/playwright';
   * export default createGlobalSetup({ failOnError: true });
   */
  export function createGlobalSetup(options?: HookOptions): GlobalSetup;

  export { globalSetup as default };
}

export = globalSetup;
