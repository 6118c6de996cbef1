// @ts-check
import { BatchClose, BatchCloseError, closeBatch } from 'eyes-batch-close';
import { startEyesServer } from 'eyes-batch-close/eyes-server';

const { BATCH_ID = '', SERVER_URL } = process.env;

const options = { batchIds: [BATCH_ID], serverUrl: SERVER_URL, apiKey: 'key' };
const report = await new BatchClose(options).close();
const error = await closeBatch({}).catch((reason) => reason);
const named = [error instanceof BatchCloseError, typeof startEyesServer];
console.log(JSON.stringify([report.closed, error.code, ...named]));
