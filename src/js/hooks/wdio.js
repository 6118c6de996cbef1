// @ts-check
'use strict';

const { begin, end } = require('./run.js');

class EyesBatchCloseService {
  #options;
  /** @type {ReturnType<typeof begin> | undefined} */
  #plan;

  /** @param {object} [options] */
  constructor(options) {
    this.#options = options; // Every worker makes one, too.
  }

  /** @param {any} [config] */
  async onPrepare(config) {
    await severely(() => {
      this.#plan = begin(this.#options, { shard: config?.shard });
    });
  }

  async onComplete() {
    const plan = this.#plan;
    if (plan) await severely(() => end(plan));
  }
}

/**
 * WebdriverIO passes over any error of a service but one of this name.
 * @param {() => unknown} work
 */
async function severely(work) {
  try {
    await work();
  } catch (cause) {
    const error = new Error(cause instanceof Error ? cause.message : String(cause), { cause });
    error.name = 'SevereServiceError';
    throw error;
  }
}

// An ESM config gets the class by `import X from`; WebdriverIO itself looks for the names when it loads it by name.
/** @type {any} */
const service = EyesBatchCloseService;
// @ts-expect-error TypeScript knows no class that is a module with names of its own
module.exports = service;
module.exports.launcher = service;
module.exports.default = service;
