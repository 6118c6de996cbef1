// @ts-check
'use strict';

// Stands in for an Eyes SDK, so that an example need not install 120 MB: the same environment
// variables, the same requests. Like an SDK's runner under APPLITOOLS_DONT_CLOSE_BATCHES=true, it
// does not close the batch. In tests of your own, use the SDK of your framework.

/**
 * One Eyes test of one step.
 *
 * @param {string} name
 * @param {string} screenshot a PNG in base64
 */
async function checkPage(name, screenshot) {
  const {
    APPLITOOLS_SERVER_URL: serverUrl,
    APPLITOOLS_BATCH_ID: batchId,
    APPLITOOLS_BATCH_NAME: batchName,
    APPLITOOLS_BATCH_BUILD_ID: buildId,
    APPLITOOLS_BATCH_NOTIFY: notify,
  } = process.env;
  const sessions = `${serverUrl}/api/sessions`;
  const account = await send('GET', `${sessions}/renderinfo`);
  const startInfo = {
    agentId: 'eyes-batch-close.examples/1',
    appIdOrName: 'Shop',
    scenarioIdOrName: name,
    batchInfo: { id: batchId, name: batchName, buildId, notifyOnCompletion: notify === 'true' },
    environment: { displaySize: { width: 800, height: 600 } },
  };
  const { id } = await send('POST', `${sessions}/running`, JSON.stringify({ startInfo }));
  const screenshotUrl = account.resultsUrl.replace('__random__', crypto.randomUUID());
  await send('PUT', screenshotUrl, Uint8Array.from(Buffer.from(screenshot, 'base64')));
  const step = { appOutput: { title: name, screenshotUrl }, options: { name: 'Whole page' } };
  await send('POST', `${sessions}/running/${id}`, JSON.stringify(step));
  await send('DELETE', `${sessions}/running/${id}?aborted=false`);
}
exports.checkPage = checkPage;

/**
 * @param {string} method
 * @param {string} url
 * @param {string | Uint8Array<ArrayBuffer>} [body] JSON, or the bytes of an image
 */
async function send(method, url, body) {
  const isImage = body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: {
      'x-eyes-api-key': process.env.APPLITOOLS_API_KEY ?? '',
      'content-type': isImage ? 'application/octet-stream' : 'application/json',
      ...(isImage && { 'x-ms-blob-type': 'BlockBlob' }),
    },
    body,
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${url} was answered with ${response.status} ${text}`);
  }
  return text === '' ? undefined : JSON.parse(text);
}
