// @ts-check
'use strict';

/**
 * Throws if a config names a file in the slot of another.
 *
 * Since 1.49 a slot takes several files. Playwright's public config then has the first of them alone; the whole list
 * stands in the object that it hangs on that config by a symbol.
 *
 * @param {any} config @param {'globalSetup' | 'globalTeardown'} slot @param {string} file @param {string} problem
 */
exports.refuse = function refuse(config, slot, file, problem) {
  const symbols = Object.getOwnPropertySymbols(config ?? {});
  const lists = symbols.map((symbol) => config[symbol]?.[`${slot}s`]);
  const files = [config?.[slot], ...lists.filter(Array.isArray).flat()];
  if (files.includes(file)) throw new Error(problem);
};
