import { defineConfig } from '@playwright/test';

export default defineConfig({
  globalSetup: 'eyes-batch-close/playwright',
  testDir: 'tests',
  fullyParallel: true,
  use: {
    // Debian's Chromium; without these lines, Playwright's own (`npx playwright install chromium`).
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
});
