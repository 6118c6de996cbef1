// @ts-check
'use strict';

/**
 * Throws if a config names a file in the slot of another.
 *
 * Since Playwright 1.49 a slot takes several files. Its public FullConfig then has the first of them alone; the whole
 * list stands in the internal config, which hangs on the public one under a symbol (seen in 1.49 to 1.65).
 *
 * @param {any} config @param {'globalSetup' | 'globalTeardown'} slot @param {string} file @param {string} problem
 */
exports.assertNotInSlot = function assertNotInSlot(config, slot, file, problem) {
  const symbols = Object.getOwnPropertySymbols(config ?? {});
  const lists = symbols.map((symbol) => config[symbol]?.[`${slot}s`]);
  const files = [config?.[slot], ...lists.filter(Array.isArray).flat()];
  if (files.includes(file)) throw new Error(problem);
};
