import { defineConfig, type FullConfig } from '@playwright/test';
import type { Reporter } from '@playwright/test/reporter';
import globalSetup, { createGlobalSetup } from 'eyes-batch-close/playwright';
import EyesBatchCloseReporter from 'eyes-batch-close/playwright/reporter';
import globalTeardown, { createGlobalTeardown } from 'eyes-batch-close/playwright/teardown';

// A config in TypeScript, as an ES module. Playwright's own types take any options of a reporter.
const options: EyesBatchCloseReporter.Options = { failOnError: true };
export default defineConfig({
  globalSetup: 'eyes-batch-close/playwright',
  globalTeardown: 'eyes-batch-close/playwright/teardown',
  reporter: [['list'], ['eyes-batch-close/playwright/reporter', options]],
});

export const everything = createGlobalSetup({
  batchIds: ['nightly'],
  serverUrl: 'https://eyesapi.applitools.com',
  apiKey: 'key',
  proxy: 'http://proxy:8080',
  failOnError: true,
  enabled: process.env.CI !== undefined,
  quiet: true,
  timeout: 10_000,
  store: process.env.STORE,
  shard: { current: 2, total: 4 },
  closeAnyway: true,
});
createGlobalTeardown({ batchIds: 'nightly', store: 'redis://ci-cache', shard: '2/4' });

// What Playwright calls.
export const setups: ((config: FullConfig) => unknown)[] = [globalSetup, everything];
export const teardown: (config: FullConfig) => unknown = globalTeardown;
export const reporter: Reporter = new EyesBatchCloseReporter(options);

// @ts-expect-error no such option
createGlobalSetup({ failOnErorr: true });
// @ts-expect-error no such value
createGlobalTeardown({ batchIds: 7 });
// @ts-expect-error no such value
createGlobalSetup({ shard: 2 });
// @ts-expect-error no such option
export const wrong: EyesBatchCloseReporter.Options = { failOnErorr: true };
