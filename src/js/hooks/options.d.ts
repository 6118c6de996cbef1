import type { BatchCloseOptions, BatchResult, Shard } from '../index.js';

/** The options of every hook: those of `BatchClose`, and what is to happen around it. Everything is optional. */
export interface HookOptions extends BatchCloseOptions {
  /**
   * The IDs of the batches to close. A single one becomes `APPLITOOLS_BATCH_ID`, if that is unset.
   * Default: `APPLITOOLS_BATCH_ID`; else the ID that all jobs of the CI run share, in a sharded run and where its
   * reports are merged; else one made for this run.
   */
  batchIds?: string | readonly string[] | undefined;
  /** Whether a failure to close fails the run. Default: `false`, which warns on stderr. */
  failOnError?: boolean | undefined;
  /** `false` leaves closing to somebody else, as `EYES_BATCH_CLOSE=false` does. Default: `true`. */
  enabled?: boolean | undefined;
  /** Whether nothing but warnings and errors is said on stderr. Default: `false`. */
  quiet?: boolean | undefined;
  /** Hears of each batch as it ends. The run waits for what it returns; what it throws counts as a failure to close. */
  onResult?: ((result: BatchResult) => unknown) | undefined;
  /** Whether a batch that the server does not know is no failure. Default: `true`, as then no Eyes test ran. */
  ignoreMissing?: boolean | undefined;
  /**
   * Where the shards of a run make their marks, so that the last of them closes the batch: `file:///mnt/ci/shards`,
   * `redis://…` or `rediss://…`. A run that is not split needs none. Default: `EYES_BATCH_STORE`.
   */
  store?: string | undefined;
  /**
   * Which shard of the run this is: `'2/4'`, or `{ current: 2, total: 4 }`, with a total of at most 1,000.
   * Default: what Playwright or WebdriverIO says; Nightwatch has no shards of its own.
   */
  shard?: string | Shard | undefined;
}
