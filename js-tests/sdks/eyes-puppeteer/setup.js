// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');

module.exports = async () => {
  process.env.APPLITOOLS_BATCH_ID = `jest-${randomUUID()}`;
  process.env.APPLITOOLS_DONT_CLOSE_BATCHES = 'true';
};
