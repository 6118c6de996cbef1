import type {} from 'eyes-batch-close/nightwatch';
import type { NightwatchOptions } from 'nightwatch';

const config: NightwatchOptions = {
  plugins: ['eyes-batch-close/nightwatch'],
  'eyes-batch-close': { batchIds: ['nightly'], failOnError: true, shard: process.env.SHARD },
  test_settings: {},
};
export default config;

export const wrong: NightwatchOptions = {
  // @ts-expect-error no such option
  'eyes-batch-close': { failOnErorr: true },
  test_settings: {},
};
