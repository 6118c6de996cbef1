import type { HookOptions } from './options.js';

/**
 * A service for WebdriverIO: gives all workers one batch, and closes it after the last test. WebdriverIO's types take
 * any name as an option; with `satisfies EyesBatchClose.Options` behind them, TypeScript refuses those that are wrong.
 * Throws a `SevereServiceError`, which fails the run, if a setting is wrong that says which batch it is, and with
 * `failOnError` whenever the batch can't be closed.
 *
 * @example
 * // wdio.conf.js
 * import EyesBatchClose from 'eyes-batch-close/wdio';
 * export const config = { services: [[EyesBatchClose, { failOnError: true }]] };
 */
declare class EyesBatchCloseService {
  constructor(options?: EyesBatchCloseService.Options, capabilities?: unknown, config?: unknown);
  onPrepare(config?: unknown): Promise<void>;
  onComplete(exitCode?: number): Promise<void>;
}

declare namespace EyesBatchCloseService {
  export interface Options extends HookOptions {}
  export { EyesBatchCloseService as default, EyesBatchCloseService as launcher };
}

declare global {
  namespace WebdriverIO {
    interface ServiceOption extends EyesBatchCloseService.Options {}
  }
}

export = EyesBatchCloseService;
