/**
 * Jest's `globalTeardown`: closes the batch that `eyes-batch-close/jest/setup` began, with the options given there; without
 * that, the batch of `APPLITOOLS_BATCH_ID`. Throws a `BatchCloseError` if the batch was not closed and `failOnError` is set.
 *
 * @example
 * // jest.config.js, for a run whose batch ID comes from outside
 * module.exports = { globalTeardown: 'eyes-batch-close/jest/teardown' };
 */
declare function globalTeardown(): Promise<void>;

declare namespace globalTeardown {
  export { globalTeardown as default };
}

export = globalTeardown;
