import type { HookOptions } from './options.js';
import type { PlaywrightConfig } from './playwright.js';

/**
 * A reporter for Playwright: gives the run one batch, and closes it after the last test. With `merge-reports` it
 * closes, after all shards, the batch that `APPLITOOLS_BATCH_ID` names, or else that of the CI run. It closes nothing
 * in UI mode, nor if no test began; but a shard with a store counts without a test, too. It throws nothing: with
 * `failOnError` a failure fails the run when it ends, one that is known at its begin, too.
 *
 * @example
 * // playwright.config.ts
 * import { defineConfig } from '@playwright/test';
 * export default defineConfig({
 *   reporter: [['list'], ['eyes-batch-close/playwright/reporter', { failOnError: true }]],
 * });
 */
declare class EyesBatchCloseReporter {
  constructor(options?: EyesBatchCloseReporter.Options);
  onBegin(config: PlaywrightConfig): void;
  onTestBegin(): void;
  onEnd(): Promise<{ status: 'failed' } | undefined>;
  printsToStdio(): boolean;
}

declare namespace EyesBatchCloseReporter {
  export interface Options extends HookOptions {}
  export { EyesBatchCloseReporter as default };
}

export = EyesBatchCloseReporter;
