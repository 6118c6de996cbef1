/// <reference types="eyes-batch-close/nightwatch" />
import type { NightwatchOptions } from 'nightwatch';

const config: NightwatchOptions = {
  plugins: ['eyes-batch-close/nightwatch'],
  // @ts-expect-error no such value
  'eyes-batch-close': { failOnError: 'yes' },
  test_settings: {},
};
export = config;
