import type { FullConfig } from '@playwright/test';
import type { Reporter } from '@playwright/test/reporter';
import globalSetup = require('eyes-batch-close/playwright');
import EyesBatchCloseReporter = require('eyes-batch-close/playwright/reporter');
import globalTeardown = require('eyes-batch-close/playwright/teardown');

export const hooks: ((config: FullConfig) => unknown)[] = [
  globalSetup,
  globalSetup.createGlobalSetup({ failOnError: true }),
  globalTeardown,
  globalTeardown.createGlobalTeardown({ failOnError: true }),
];
export const reporter: Reporter = new EyesBatchCloseReporter({ failOnError: true });

// @ts-expect-error no such option
globalSetup.createGlobalSetup({ failOnErorr: true });
// @ts-expect-error no such value
new EyesBatchCloseReporter({ failOnError: 'yes' });
