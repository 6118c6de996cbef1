// @ts-check
'use strict';

// A test of one's own teardown, as users of Jest write it.

const { closeBatch } = require('eyes-batch-close');
const { startEyesServer } = require('eyes-batch-close/eyes-server');

test('the teardown closes the batch', async () => {
  const server = await startEyesServer();
  const startInfo = { appIdOrName: 'a', scenarioIdOrName: 't', batchInfo: { id: 'b-1' } };
  const body = JSON.stringify({ startInfo });
  await fetch(`${server.url}/api/sessions/running?apiKey=k`, { method: 'POST', body });
  await closeBatch({ batchIds: 'b-1', serverUrl: server.url, apiKey: 'k' });
  expect(server.batches()).toMatchObject([{ batchId: 'b-1', state: 'closed' }]);
  expect(await (await fetch(server.url)).text()).toMatch('0 of 1 batch active');
  await server.stop();
});
