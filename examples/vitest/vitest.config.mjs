import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['eyes-batch-close/vitest'],
    include: ['tests/*.mjs'],
    maxWorkers: 2,
  },
});
