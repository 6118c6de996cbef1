// @ts-check
'use strict';

const { begin, end } = require('./run.js');

class EyesBatchCloseReporter {
  static default = this;

  #options;
  /** @type {ReturnType<typeof begin> | undefined} */
  #plan;
  /** @type {unknown} */
  #failure;
  #testBegan = false;

  /** @param {any} [options] those of the config, and Playwright's own */
  constructor(options) {
    this.#options = options;
  }

  /** @param {any} config */
  onBegin(config) {
    const mode = this.#options?._mode;
    if (mode === 'list') return;
    try {
      const merge = mode === 'merge';
      this.#plan = begin(this.#options, { after: merge, merge, shard: config.shard });
    } catch (error) {
      this.#failure = error; // Older versions of Playwright pass over what a reporter throws.
    }
  }

  onTestBegin() {
    this.#testBegan = true;
  }

  async onEnd() {
    // The other shards count on a shard without a test, too.
    if (!this.#testBegan && !this.#plan?.shard) return undefined;
    try {
      if (this.#plan && !inUiMode()) await end(this.#plan);
    } catch (error) {
      this.#failure = error;
    }
    if (!this.#failure) return undefined;
    // In a merge Playwright passes over the status, and before 1.62 over whatever a reporter throws.
    if (this.#options?._mode === 'merge') process.once('exit', fail);
    return { status: 'failed' };
  }

  /** Playwright then keeps its own reporter beside this one. */
  printsToStdio() {
    return false;
  }
}

function fail() {
  process.exitCode ||= 1;
}

/** There every click makes a new reporter, for tests that share one batch: UI mode, and the server of VS Code. */
function inUiMode() {
  return process.argv.some((argument) => /^--ui\b|^test-server$/.test(argument));
}

module.exports = EyesBatchCloseReporter;
