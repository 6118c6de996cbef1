import type { HookOptions as Options } from './options.js';

/**
 * Jest's `globalSetup`: gives the whole run one batch, which `eyes-batch-close/jest/teardown` closes.
 * Throws a `BatchCloseError` if a setting is wrong that says which batch it is, or with `failOnError` any setting.
 *
 * @example
 * // jest.config.js
 * module.exports = {
 *   globalSetup: 'eyes-batch-close/jest/setup',
 *   globalTeardown: 'eyes-batch-close/jest/teardown',
 * };
 */
declare function globalSetup(config?: globalSetup.JestConfig): Promise<void>;

declare namespace globalSetup {
  export type HookOptions = Options;

  /** What of Jest's resolved config is used. */
  export interface JestConfig {
    readonly globalTeardown?: string | null;
    readonly shard?: { readonly shardIndex: number; readonly shardCount: number };
  }

  /** A set-up for Jest's `globalSetup`. */
  export type GlobalSetup = (config?: JestConfig) => Promise<void>;

  /**
   * The same with options, to be what a file of your own exports. The teardown then has them, too.
   *
   * @example
   * // eyes-setup.js
   * const { createGlobalSetup } = require('eyes-batch-close/jest/setup');
   * module.exports = createGlobalSetup({ failOnError: true });
   */
  export function createGlobalSetup(options?: HookOptions): GlobalSetup;

  export { globalSetup as default };
}

export = globalSetup;
