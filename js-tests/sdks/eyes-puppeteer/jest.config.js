// @ts-check
'use strict';

const { ALONE } = process.env;

module.exports = {
  testMatch: ['<rootDir>/tests/*.js'],
  testTimeout: 120_000,
  transform: {},
  ...(!ALONE && {
    globalSetup: 'eyes-batch-close/jest/setup',
    globalTeardown: 'eyes-batch-close/jest/teardown',
  }),
};
