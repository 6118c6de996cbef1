// @ts-check
'use strict';

// The waits of the package, seen as the delays that it gives to setTimeout.

/**
 * Records the delays of all timers until the test ends, and hears of each as it is set.
 *
 * @param {import('node:test').TestContext} t
 * @param {(ms: number) => void} [onTimer]
 */
exports.spyOnTimers = (t, onTimer = () => {}) => {
  /** @type {number[]} */
  const delays = [];
  const { setTimeout: original } = globalThis;
  const spy = (
    /** @type {any} */ callback,
    /** @type {number} */ ms,
    /** @type {any[]} */ ...rest
  ) => {
    delays.push(ms);
    onTimer(ms);
    return original(callback, ms, ...rest);
  };
  t.mock.method(globalThis, 'setTimeout', /** @type {any} */ (spy));
  return delays;
};
