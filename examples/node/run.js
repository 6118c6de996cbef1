// Runs the tests in one batch, and closes it after the last of them, whether they passed or not.

const { spawnSync } = require('node:child_process');

process.env.APPLITOOLS_BATCH_ID ??= `node-${Date.now()}`;
process.env.APPLITOOLS_DONT_CLOSE_BATCHES = 'true';

const files = ['tests/basket.test.js', 'tests/home.test.js'];
const tests = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' });
const close = spawnSync(process.execPath, ['close.js'], { stdio: 'inherit' });
process.exitCode = tests.status === 0 && close.status === 0 ? 0 : 1;
