import vitest = require('eyes-batch-close/vitest');

const setup: vitest.GlobalSetup = vitest.createGlobalSetup({ quiet: true });

// @ts-expect-error
vitest.createGlobalSetup({ enabled: 'no' });

export = setup;
