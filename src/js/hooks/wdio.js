// @ts-check
'use strict';

const { messageOf } = require('./lines.js');
const { begin, end } = require('./run.js');

class EyesBatchCloseService {
  #options;
  /** @type {ReturnType<typeof begin> | undefined} */
  #run;

  /** @param {import('./options.js').HookOptions} [options] */
  constructor(options) {
    this.#options = options; // Every worker makes one, too.
  }

  /** @param {any} [config] */
  async onPrepare(config) {
    try {
      this.#run = begin({
        owner: EyesBatchCloseService,
        kind: 'wdio',
        config,
        options: this.#options,
        shard: config?.shard,
      });
    } catch (error) {
      throw asSevereServiceError(error);
    }
  }

  async onComplete() {
    if (!this.#run) return; // WebdriverIO calls it after an onPrepare that failed, too.
    try {
      await end(this.#run);
    } catch (error) {
      throw asSevereServiceError(error);
    }
  }
}

/**
 * WebdriverIO 9 logs whatever a service throws and goes on, but for an error of this name.
 *
 * @param {unknown} cause
 */
function asSevereServiceError(cause) {
  const error = new Error(messageOf(cause), { cause });
  error.name = 'SevereServiceError';
  return error;
}

// An ESM config gets the class by `import X from`; WebdriverIO itself looks for the names when it loads it by name.
/** @type {any} */
const service = EyesBatchCloseService;
// @ts-expect-error TypeScript knows no class that is a module with names of its own
module.exports = service;
module.exports.launcher = service;
module.exports.default = service;
