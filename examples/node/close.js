const { BatchClose } = require('eyes-batch-close');

const batchClose = new BatchClose();
batchClose.setBatchIds(process.env.APPLITOOLS_BATCH_ID);
batchClose.close().then(({ closed }) => console.log(`closed: ${closed.join(', ')}`));
