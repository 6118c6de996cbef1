// @ts-check
'use strict';

const { ALONE } = process.env;

module.exports = {
  testMatch: ['<rootDir>/tests/*.js'],
  testTimeout: 120_000,
  transform: {},
  ...(!ALONE && { globalSetup: './setup.js', globalTeardown: './teardown.js' }),
};
