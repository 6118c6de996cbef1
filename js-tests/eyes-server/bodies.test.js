// @ts-check
'use strict';

// Bodies: a wrong one is a 400 that names its field, since the page of the server is where its sender can read it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { call, open, start } = require('../support/eyes-client.js');

for (const body of ['', '{', 'apiKey=1', '{"startInfo":']) {
  test(`a body that is no JSON is a 400: ${body || 'nothing'}`, async (t) => {
    const server = await start(t);
    const { status, json } = await call(server, 'POST', '/api/sessions/running', { body });
    assert.deepEqual([status, json], [400, { message: 'The body is not valid JSON' }]);
  });
}

/** @param {unknown} environment */
function inEnvironment(environment) {
  return { startInfo: { appIdOrName: 'a', scenarioIdOrName: 't', environment } };
}

/** @type {[what: string, body: unknown][]} */
const INCOMPLETE = [
  ['The body must be a JSON object', null],
  ['The body must be a JSON object', []],
  ['startInfo must be a JSON object', {}],
  ['startInfo must be a JSON object', { startInfo: 'x' }],
  ['startInfo.batchInfo must be a JSON object', { startInfo: { batchInfo: 7 } }],
  ['startInfo.batchInfo.id must be a non-empty string', { startInfo: { batchInfo: { id: '' } } }],
  ['startInfo.batchInfo.id must be a non-empty string', { startInfo: { batchInfo: { id: [] } } }],
  [
    'startInfo.batchInfo.name must be a string',
    { startInfo: { batchInfo: { id: 'b', name: {} } } },
  ],
  [
    'startInfo.batchInfo.buildId must be a string',
    { startInfo: { batchInfo: { id: 'b', buildId: true } } },
  ],
  ['startInfo.scenarioIdOrName must be a non-empty string', { startInfo: { appIdOrName: 'a' } }],
  ['startInfo.appIdOrName must be a non-empty string', { startInfo: { scenarioIdOrName: 't' } }],
  [
    'startInfo.batchInfo.notifyOnCompletion must be true or false',
    { startInfo: { batchInfo: { id: 'b', notifyOnCompletion: 'yes' } } },
  ],
  ['startInfo.environment must be a JSON object', inEnvironment('Linux')],
  ['startInfo.environment.os must be a string', inEnvironment({ os: { toString: 1 } })],
  ['startInfo.environment.os must be a string', inEnvironment({ os: { x: 1 } })],
  ['startInfo.environment.hostingApp must be a string', inEnvironment({ hostingApp: ['Chrome'] })],
  ['startInfo.environment.displaySize must be a JSON object', inEnvironment({ displaySize: 'no' })],
  [
    'startInfo.environment.displaySize.width must be a number',
    inEnvironment({ displaySize: { width: '800', height: 600 } }),
  ],
];
for (const [message, json] of INCOMPLETE) {
  test(`a session that cannot be started is a 400: ${JSON.stringify(json)}`, async (t) => {
    const server = await start(t);
    const answer = await call(server, 'POST', '/api/sessions/running', { json });
    assert.deepEqual([answer.status, answer.json], [400, { message }]);
    assert.deepEqual(server.batches(), []);
  });
}

/** @type {[message: string, step: unknown][]} */
const WRONG_STEPS = [
  ['The body must be a JSON object', 'text'],
  ['options must be a JSON object', { options: 7 }],
  ['options.name must be a string', { options: { name: { a: 1 } } }],
  ['appOutput must be a JSON object', { appOutput: [] }],
  ['appOutput.title must be a string', { appOutput: { title: false } }],
  ['appOutput.screenshotUrl must be a string', { appOutput: { screenshotUrl: { toString: 1 } } }],
];
for (const [message, json] of WRONG_STEPS) {
  test(`a step that cannot be taken is a 400: ${JSON.stringify(json)}`, async (t) => {
    const server = await start(t);
    const answer = await call(server, 'POST', await open(server), { json });
    assert.deepEqual([answer.status, answer.json], [400, { message }]);
  });
}

test('a step needs no name', async (t) => {
  const server = await start(t);
  const session = await open(server);
  for (const json of [{}, { options: null, appOutput: { title: null, screenshotUrl: null } }]) {
    assert.equal((await call(server, 'POST', session, { json })).status, 200);
  }
  assert.deepEqual(server.batches()[0].tests[0].steps, ['', '']);
});

test('a session may leave out what it does not know, or send null', async (t) => {
  const server = await start(t);
  const displaySize = { width: null };
  for (const environment of [null, {}, { displaySize: null, os: null }, { displaySize }]) {
    const json = inEnvironment(environment);
    const { status } = await call(server, 'POST', '/api/sessions/running', { json });
    assert.equal(status, 200, JSON.stringify(environment));
  }
});

test('who wants a notification may say so as an environment variable says it', async (t) => {
  const server = await start(t);
  for (const notifyOnCompletion of [true, 'true', 1, false, 'false', 0, null]) {
    await open(server, { id: `${notifyOnCompletion}`, notifyOnCompletion });
  }
  const notified = server.batches().flatMap(({ batchId, notify }) => (notify ? [batchId] : []));
  assert.deepEqual(notified, ['true', '1']);
});

/** @type {[message: string, path: string, body: unknown][]} */
const WRONG_IN_THE_GRID = [
  ['[0] must be a JSON object', 'job-info', [null]],
  ['[1].platform must be a JSON object', 'job-info', [{}, { platform: 'linux' }]],
  ['[0].browser.name must be a string', 'job-info', [{ browser: { name: {} } }]],
  ['[0].renderInfo.height must be a number', 'job-info', [{ renderInfo: { height: '600' } }]],
  ['[1] must be a JSON object', 'resources/query/resources-exist', ['0a', null]],
  ['[0] must be a JSON object', 'resources/query/resources-exist', [5]],
  ['[0].hash must be a non-empty string', 'resources/query/resources-exist', [{}]],
  [
    '[0].hash must be a non-empty string',
    'resources/query/resources-exist',
    [{ hash: { toString: 1 } }],
  ],
  ['[0] must be a JSON object', 'render', [null]],
  ['[1] must be a non-empty string', 'render-status', ['r', {}]],
];
for (const [message, path, json] of WRONG_IN_THE_GRID) {
  test(`what the grid cannot take is a 400: ${path} ${JSON.stringify(json)}`, async (t) => {
    const server = await start(t);
    const answer = await call(server, 'POST', `/ufg/${path}`, { headers: {}, json });
    assert.deepEqual([answer.status, answer.json], [400, { message }]);
  });
}

for (const scm of [true, false]) {
  test(`an SCM update without a branch is a 400, with${scm ? '' : 'out'} an integration`, async (t) => {
    const server = await start(t, { scm });
    const path = '/api/scm-integrations/batches/0a1b2c/update-if-scm';
    const { status, json } = await call(server, 'POST', path, { json: {} });
    assert.deepEqual([status, json], [400, { message: 'branchName must be a non-empty string' }]);
  });
}
