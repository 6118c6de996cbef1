import type { HookOptions } from './options.js';
import type { PlaywrightConfig } from './playwright.js';

export type { HookOptions, PlaywrightConfig };

/** A teardown for Playwright's `globalTeardown`, which closes the batches. */
export type GlobalTeardown = (config?: PlaywrightConfig) => Promise<void>;

/**
 * Playwright's `globalTeardown`, for runs whose `APPLITOOLS_BATCH_ID` comes from outside: closes that batch.
 *
 * @example
 * export default defineConfig({ globalTeardown: 'eyes-batch-close/playwright/teardown' });
 */
declare const globalTeardown: GlobalTeardown;
export default globalTeardown;

/**
 * The same with options, to be the default export of a file of your own.
 *
 * @example
 * // global-teardown.ts
 * import { createGlobalTeardown } from 'eyes-batch-close/playwright/teardown';
 * export default createGlobalTeardown({ batchIds: ['nightly'] });
 */
export function createGlobalTeardown(options?: HookOptions): GlobalTeardown;
