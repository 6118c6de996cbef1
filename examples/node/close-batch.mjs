import { closeBatch } from 'eyes-batch-close';

const { closed } = await closeBatch({ batchIds: process.env.APPLITOOLS_BATCH_ID });
console.log(`closed: ${closed.join(', ')}`);
