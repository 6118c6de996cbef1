import type { HookOptions as Options } from './options.js';

export type HookOptions = Options;

/** What Mocha calls once for the whole run, in its main process. */
export interface GlobalFixtures {
  mochaGlobalSetup(): Promise<void>;
  mochaGlobalTeardown(): Promise<void>;
}

/**
 * Mocha's global fixtures: give the whole run one batch, and close it after the last test. The first throws a
 * `BatchCloseError` if a setting is wrong that says which batch it is, or with `failOnError` any setting; the second, if the
 * batch was not closed and `failOnError` is set.
 *
 * @example
 * // .mocharc.js
 * module.exports = { require: ['eyes-batch-close/mocha'] };
 */
export function mochaGlobalSetup(): Promise<void>;

/** See {@link mochaGlobalSetup}. */
export function mochaGlobalTeardown(): Promise<void>;

/**
 * The same with options, to be what a file of your own exports, which `--require` names.
 *
 * @example
 * // eyes-setup.cjs
 * const { createGlobalFixtures } = require('eyes-batch-close/mocha');
 * module.exports = createGlobalFixtures({ failOnError: true });
 */
export function createGlobalFixtures(options?: HookOptions): GlobalFixtures;
