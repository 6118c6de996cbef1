import server = require('eyes-batch-close/eyes-server');
import eyes = require('eyes-batch-close');

const { BATCH_ID = '', SERVER_URL } = process.env;

async function main(): Promise<void> {
  const closing: eyes.BatchClose = new eyes.BatchClose({ serverUrl: SERVER_URL, apiKey: 'key' });
  const report: eyes.CloseReport = await closing.setBatchIds([BATCH_ID]).close();
  const error: unknown = await eyes.closeBatch({}).catch((reason: unknown) => reason);
  const code = error instanceof eyes.BatchCloseError ? error.code : undefined;
  const start: () => Promise<server.EyesServer> = server.startEyesServer;
  console.log(JSON.stringify([report.closed, code, error instanceof Error, typeof start]));
}

main();
