// @ts-check
'use strict';

const { closeBatch } = require('eyes-batch-close');

module.exports = async () => {
  await closeBatch({ batchIds: process.env.APPLITOOLS_BATCH_ID });
};
