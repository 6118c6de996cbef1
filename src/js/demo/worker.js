// @ts-check
'use strict';

// A stand-in for a process of a test runner: for each test named on its command line it runs one
// session against the Eyes server, with the environment variables and requests of a real SDK. Like
// an SDK under APPLITOOLS_DONT_CLOSE_BATCHES=true, it does not close the batch at its end.

const {
  APPLITOOLS_SERVER_URL: serverUrl,
  APPLITOOLS_API_KEY: apiKey = '',
  APPLITOOLS_BATCH_ID: batchId,
  APPLITOOLS_BATCH_NAME: batchName,
  APPLITOOLS_BATCH_NOTIFY: notify,
} = process.env;

/**
 * @param {string} method
 * @param {string} url
 * @param {string | Uint8Array<ArrayBuffer>} [body]
 */
async function send(method, url, body) {
  const response = await fetch(url, { method, headers: { 'x-eyes-api-key': apiKey }, body });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${method} ${url} was answered with ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** @param {string} name */
async function runTest(name) {
  const sessions = `${serverUrl}/api/sessions`;
  const account = await send('GET', `${sessions}/renderinfo`);
  const startInfo = {
    appIdOrName: 'Example shop',
    scenarioIdOrName: name,
    batchInfo: { id: batchId, name: batchName, notifyOnCompletion: notify === 'true' },
  };
  const { id } = await send('POST', `${sessions}/running`, JSON.stringify({ startInfo }));
  const screenshotUrl = account.resultsUrl.replace('__random__', `${id}.png`);
  await send('PUT', screenshotUrl, new Uint8Array(1000));
  const step = { appOutput: { title: name, screenshotUrl }, options: { name: 'Whole page' } };
  await send('POST', `${sessions}/running/${id}`, JSON.stringify(step));
  await send('DELETE', `${sessions}/running/${id}?aborted=false`);
}

async function main() {
  for (const name of process.argv.slice(2)) await runTest(name);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
