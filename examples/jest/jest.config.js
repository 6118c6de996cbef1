/** @type {import('jest').Config} */
module.exports = {
  globalSetup: 'eyes-batch-close/jest/setup',
  globalTeardown: 'eyes-batch-close/jest/teardown',
  testMatch: ['<rootDir>/tests/*.js'],
  maxWorkers: 2,
};
