import setup = require('eyes-batch-close/jest/setup');
import teardown = require('eyes-batch-close/jest/teardown');

const config = { globalTeardown: '/teardown.js', shard: { shardIndex: 1, shardCount: 2 } };
const done: Promise<void>[] = [setup(config), setup.createGlobalSetup()(), teardown()];

// @ts-expect-error
setup.createGlobalSetup({ enabled: 'no' });

export = done;
