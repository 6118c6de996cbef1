import mocha = require('eyes-batch-close/mocha');

const done: Promise<void> = mocha.mochaGlobalTeardown();

// @ts-expect-error
mocha.createGlobalFixtures({ enabled: 'no' });

export = { ...mocha.createGlobalFixtures({ quiet: true }), done };
