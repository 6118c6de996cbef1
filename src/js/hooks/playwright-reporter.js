// @ts-check
'use strict';

const { begin, end } = require('./run.js');

class EyesBatchCloseReporter {
  static default = this;

  #options;
  /** @type {ReturnType<typeof begin> | undefined} */
  #run;
  /** @type {{ thrown: unknown } | undefined} */
  #failure;
  #testBegan = false;

  /** @param {any} [options] those of the config, and Playwright's own */
  constructor(options) {
    this.#options = options;
  }

  /** @param {any} config */
  onBegin(config) {
    const { _mode: mode } = this.#options ?? {};
    if (mode === 'list') return;
    try {
      this.#run = begin({
        owner: EyesBatchCloseReporter,
        kind: 'playwright-reporter',
        config,
        options: this.#options,
        phase: mode === 'merge' ? 'merged-reports' : 'before-tests',
        shard: config.shard,
        isInUiMode: isInUiMode(),
      });
    } catch (thrown) {
      this.#failure = { thrown }; // Before 1.62 Playwright passes over what a reporter throws.
    }
  }

  onTestBegin() {
    this.#testBegan = true;
  }

  async onEnd() {
    // The other shards count on a shard without a test, too.
    const isCounted = this.#testBegan || this.#run?.plan.action.kind === 'close-as-shard';
    try {
      if (this.#run && isCounted && !isInUiMode()) await end(this.#run);
    } catch (thrown) {
      this.#failure = { thrown };
    }
    if (!this.#failure) return undefined;
    // In a merge Playwright passes over the status (1.44 to 1.65).
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
function isInUiMode() {
  return process.argv.some((argument) => /^--ui\b|^test-server$/.test(argument));
}

module.exports = EyesBatchCloseReporter;
