import type { BatchCloseOptions, Shard } from '../index.js';

/**
 * The options of every hook: those of `BatchClose`, and what is to happen around it. Everything is optional. Where a run
 * has several hooks their options are put together; those of the hook that begins last win.
 *
 * @example
 * import type { HookOptions } from 'eyes-batch-close/playwright';
 * const options: HookOptions = { batchName: 'Nightly', failOnError: true, store: 'redis://ci-cache:6379' };
 */
export interface HookOptions extends BatchCloseOptions {
  /**
   * The IDs of the batches to close. A single one becomes `APPLITOOLS_BATCH_ID`, if that is unset.
   * @default `APPLITOOLS_BATCH_ID`; else the ID that all jobs of the CI run share, in a sharded run and where its reports
   * are merged; else one made for this run
   */
  batchIds?: string | readonly string[] | undefined;
  /**
   * The name of the batch: becomes `APPLITOOLS_BATCH_NAME`, if that is unset.
   * @default `APPLITOOLS_BATCH_NAME`, or the names that the tests give
   */
  batchName?: string | undefined;
  /**
   * Whether a failure to close fails the run, and one that is known before the first test keeps it from starting.
   * @default false, which warns on stderr
   */
  failOnError?: boolean | undefined;
  /**
   * `false` leaves closing to somebody else, as `EYES_BATCH_CLOSE=false` does. `true` closes also a batch that other jobs
   * or shards share.
   * @default the run closes its batch, unless others share it
   */
  enabled?: boolean | undefined;
  /**
   * Whether nothing but warnings and errors is said on stderr.
   * @default false
   */
  quiet?: boolean | undefined;
  /**
   * Whether a batch that the server does not know is no failure.
   * @default true, as the server knows none where no Eyes test ran
   */
  ignoreMissing?: boolean | undefined;
  /**
   * Where the shards of a run say that they are done, so that the last of them closes the batch: `file:///mnt/ci/shards`,
   * `redis://…` or `rediss://…`. A run that is not split needs none.
   * @default `EYES_BATCH_STORE`
   */
  store?: string | undefined;
  /**
   * Which shard of the run this is: `'2/4'`, or `{ current: 2, total: 4 }`, with a total of at most 1,000.
   * @default what Playwright, WebdriverIO, Jest or Vitest says; Nightwatch and Mocha have no shards of their own
   */
  shard?: string | Shard | undefined;
}
