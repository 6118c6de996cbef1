import type { HookOptions } from './options.js';

export type { HookOptions };

/**
 * Nightwatch's plugin: gives all workers one batch, and closes it after the last test. Its options stand under the
 * settings key `'eyes-batch-close'`; the reference below adds that key to NightwatchOptions. Throws a `BatchCloseError`
 * if a setting is wrong that says which batch it is, and with `failOnError` whenever the batch can't be closed.
 *
 * @example
 * // nightwatch.conf.js
 * /// <reference types="eyes-batch-close/nightwatch" />
 * module.exports = {
 *   plugins: ['eyes-batch-close/nightwatch'],
 *   'eyes-batch-close': { failOnError: true },
 * };
 */
declare module 'nightwatch' {
  interface NightwatchOptions {
    'eyes-batch-close'?: HookOptions;
  }
}
