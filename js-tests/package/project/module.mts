import { BatchClose, BatchCloseError, type CloseReport, closeBatch } from 'eyes-batch-close';
import { type EyesServer, startEyesServer } from 'eyes-batch-close/eyes-server';

const { BATCH_ID = '', SERVER_URL } = process.env;

const closing: BatchClose = new BatchClose({ serverUrl: SERVER_URL, apiKey: 'key' });
const report: CloseReport = await closing.setBatchIds([BATCH_ID]).close();
const error: unknown = await closeBatch({}).catch((reason: unknown) => reason);
const code = error instanceof BatchCloseError ? error.code : undefined;
const start: () => Promise<EyesServer> = startEyesServer;
console.log(JSON.stringify([report.closed, code, error instanceof Error, typeof start]));
