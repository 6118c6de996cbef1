import type { HookOptions } from './options.js';

export type { HookOptions };

// The settings key of this plugin, for configs that are checked against NightwatchOptions.
declare module 'nightwatch' {
  interface NightwatchOptions {
    'eyes-batch-close'?: HookOptions;
  }
}
