import {
  BatchClose,
  BatchCloseError,
  type CloseReport,
  closeBatch,
  getBatchResults,
  type ResultsReport,
} from 'eyes-batch-close';
import { type EyesServer, startEyesServer } from 'eyes-batch-close/eyes-server';

const { BATCH_ID = '', SERVER_URL } = process.env;

const closing: BatchClose = new BatchClose({ serverUrl: SERVER_URL, apiKey: 'key' });
const report: CloseReport = await closing.setBatchIds([BATCH_ID]).close();
const error: unknown = await closeBatch({}).catch((reason: unknown) => reason);
const code = error instanceof BatchCloseError ? error.code : undefined;
const read: ResultsReport = await getBatchResults({
  batchIds: BATCH_ID,
  serverUrl: SERVER_URL,
  readApiKey: 'key',
  resultsTimeout: 5_000,
  failOn: ['failed'],
});
const unresolved: number | undefined = read.results[0]?.summary?.unresolved;
if (unresolved !== 0) throw new Error(`unresolved: ${unresolved}`);
const start: () => Promise<EyesServer> = startEyesServer;
console.log(JSON.stringify([report.closed, code, error instanceof Error, typeof start]));
