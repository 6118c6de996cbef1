// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { KEY, call, open, start } = require('../support/eyes-client.js');

const UPLOAD_LIMIT = 64 * 1024 * 1024;

test('the SDKs learn where to upload and how large an image may be', async (t) => {
  const server = await start(t);
  const { status, json } = await call(server, 'GET', '/api/sessions/renderinfo');
  assert.equal(status, 200);
  assert.equal(json.resultsUrl, `${server.url}/upload/__random__`);
  assert.equal(typeof json.maxImageHeight, 'number');
  assert.equal(typeof json.maxImageArea, 'number');
});

test('a session opens, uploads, checks and ends as a passed test of its batch', async (t) => {
  const server = await start(t);
  const session = await open(server, { id: 'b-1', name: 'Nightly' });
  const upload = await call(server, 'PUT', '/upload/1234', { headers: {}, body: 'an image' });
  assert.equal(upload.status, 201);
  const step = { appOutput: { title: 'a title' }, options: { name: 'Whole page' } };
  const checked = await call(server, 'POST', session, { json: step });
  assert.deepEqual([checked.status, checked.json.asExpected], [200, true]);
  const ended = await call(server, 'DELETE', `${session}?aborted=false&updateBaseline=true`);
  assert.equal(ended.status, 200);
  const { status, steps, matches, mismatches, missing, isAborted, appName } = ended.json;
  assert.deepEqual(
    { status, steps, matches, mismatches, missing, isAborted, appName },
    {
      status: 'Passed',
      steps: 1,
      matches: 1,
      mismatches: 0,
      missing: 0,
      isAborted: false,
      appName: 'Shop',
    },
  );
  const [{ startedAt, ...batch }] = server.batches();
  assert.ok(Date.now() - Date.parse(startedAt) < 60_000);
  assert.deepEqual(batch, {
    batchId: 'b-1',
    name: 'Nightly',
    state: 'active',
    notify: false,
    buildId: undefined,
    closedAt: undefined,
    closedBy: undefined,
    warnings: [],
    refused: [],
    tests: [{ name: 'Home page', app: 'Shop', state: 'passed', steps: ['Whole page'] }],
  });
});

test('a session is given all that the oldest SDKs need, at the path they use', async (t) => {
  const server = await start(t);
  const startInfo = { appIdOrName: 'a', scenarioIdOrName: 't', batchInfo: { id: 'b-1' } };
  const answer = await call(server, 'POST', '/api/sessions/running/', { json: { startInfo } });
  for (const field of ['id', 'sessionId', 'batchId', 'baselineId', 'url']) {
    assert.equal(typeof answer.json[field], 'string', field);
  }
});

test('matchandend checks a step and ends the test', async (t) => {
  const server = await start(t);
  const session = await open(server);
  const answer = await call(server, 'POST', `${session}/matchandend`, { json: {} });
  assert.deepEqual([answer.status, answer.json.status, answer.json.steps], [200, 'Passed', 1]);
});

test('an aborted test is aborted, in the spelling of Python too', async (t) => {
  const server = await start(t);
  for (const aborted of ['true', 'True']) {
    const session = await open(server);
    const { json } = await call(server, 'DELETE', `${session}?aborted=${aborted}`);
    assert.deepEqual([json.status, json.isAborted], ['Failed', true]);
  }
  assert.deepEqual(
    server.batches()[0].tests.map((each) => each.state),
    ['aborted', 'aborted'],
  );
});

test('an ended test may be ended again, and takes no more steps', async (t) => {
  const server = await start(t);
  const session = await open(server);
  await call(server, 'DELETE', `${session}?aborted=false`);
  const again = await call(server, 'DELETE', `${session}?aborted=true`);
  assert.deepEqual([again.status, again.json.status], [200, 'Passed']);
  assert.equal((await call(server, 'POST', session, { json: {} })).status, 409);
});

test('an unknown session is a 404 that names it', async (t) => {
  const server = await start(t);
  const { status, json } = await call(server, 'DELETE', '/api/sessions/running/s-1');
  assert.deepEqual([status, json.message], [404, 'There is no session s-1']);
});

test('a deleted test is gone from its batch', async (t) => {
  const server = await start(t);
  const session = await open(server);
  const id = session.split('/').pop();
  const answer = await call(server, 'DELETE', `/api/sessions/batches/b-1/${id}?accessToken=t`);
  assert.equal(answer.status, 200);
  assert.deepEqual(server.batches()[0].tests, []);
});

test('logs and keepalives are acknowledged', async (t) => {
  const server = await start(t);
  for (const path of ['/api/sessions/log', '/api/sessions/sdkprocess/keepalive']) {
    const { status, text } = await call(server, 'POST', path, { json: {} });
    assert.deepEqual([status, text], [200, ''], path);
  }
});

test('what SDKs ask besides is answered, so that they need not try again', async (t) => {
  const server = await start(t);
  for (const [path, text] of [
    ['/api/sessions/batches/b-1/config/bypointerId', '{}'], // eyes-nightwatch
    ['/batch/1234/report/5678', '[]'], // the reporter of eyes-playwright
  ]) {
    const answer = await call(server, 'GET', path);
    assert.deepEqual([answer.status, answer.text], [200, text], path);
  }
});

test('results name what the session ran in', async (t) => {
  const server = await start(t);
  const environment = {
    displaySize: { width: 800, height: 600 },
    hostingApp: 'Chrome',
    os: 'Linux',
  };
  const startInfo = { appIdOrName: 'a', scenarioIdOrName: 't', environment };
  const { json } = await call(server, 'POST', '/api/sessions/running', { json: { startInfo } });
  const ended = await call(server, 'DELETE', `/api/sessions/running/${json.id}`);
  const { hostDisplaySize, hostApp, hostOS } = ended.json;
  assert.deepEqual(
    [hostDisplaySize, hostApp, hostOS],
    [{ width: 800, height: 600 }, 'Chrome', 'Linux'],
  );
});

test('an upload that is too large is a 413', async (t) => {
  const server = await start(t);
  const body = Buffer.alloc(UPLOAD_LIMIT + 1);
  const { status } = await call(server, 'PUT', '/upload/1', { headers: {}, body });
  assert.equal(status, 413);
  assert.equal((await call(server, 'PUT', '/upload/1', { headers: {}, body: 'x' })).status, 201);
});

test('the API key may stand in the header or in the query', async (t) => {
  const server = await start(t, { apiKey: KEY });
  const path = '/api/sessions/renderinfo';
  const byHeader = await call(server, 'GET', path, { headers: { 'X-Eyes-Api-Key': KEY } });
  const byQuery = await call(server, 'GET', `${path}?apiKey=${KEY}`, { headers: {} });
  assert.deepEqual([byHeader.status, byQuery.status], [200, 200]);
});
