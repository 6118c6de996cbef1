// @ts-check
'use strict';

// What the local Eyes server knows of a batch beyond its tests, and what it warns of.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { test } = require('node:test');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { KEY, call, close, open, start } = require('../support/eyes-client.js');
const { runScript } = require('../support/run-script.js');

/**
 * A server that keeps its warnings.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('eyes-batch-close/eyes-server').EyesServerOptions} [options]
 */
async function warned(t, options) {
  /** @type {string[]} */
  const warnings = [];
  const server = await start(t, {
    ...options,
    onWarning: (message) => void warnings.push(message),
  });
  return { server, warnings };
}

test('a numeric batch ID is taken as its text, with a warning', async (t) => {
  const { server, warnings } = await warned(t);
  await open(server, { id: 42 });
  await open(server, { id: 42 });
  const [batch] = server.batches();
  assert.deepEqual([batch.batchId, batch.tests.length], ['42', 2]);
  assert.equal(warnings.length, 1, 'said once for a batch');
  assert.match(warnings[0], /^batch "42": a client sent this ID as a number, .* make 42 of 0042/);
  assert.deepEqual(batch.warnings, [warnings[0].replace('batch "42": ', '')]);
  assert.equal((await close(server, '42')).status, 200);
});

test('a name or build ID that is a number is its text', async (t) => {
  const { server, warnings } = await warned(t);
  await open(server, { id: 'b-1', name: 7, buildId: 8 });
  const [{ name, buildId }] = server.batches();
  assert.deepEqual([name, buildId, warnings], ['7', '8', []]);
});

test('warnings go to stderr where nobody listens', async () => {
  const { stderr, stdout } = await runScript(`
    const { startEyesServer } = require('eyes-batch-close/eyes-server');
    startEyesServer().then(async (server) => {
      const startInfo = { appIdOrName: 'a', scenarioIdOrName: 't', batchInfo: { id: 42 } };
      const body = JSON.stringify({ startInfo });
      await fetch(server.url + '/api/sessions/running?apiKey=k', { method: 'POST', body });
      await server.stop();
    });`);
  assert.match(stderr, /^eyes-server: warning: batch "42": .*\n$/);
  assert.equal(stdout, '');
});

test('a warning on stderr starts no CI command and moves no cursor', async () => {
  const { stderr } = await runScript(`
    const { startEyesServer } = require('eyes-batch-close/eyes-server');
    startEyesServer().then(async (server) => {
      for (const buildId of ['1', '2']) {
        const batchInfo = { id: '::error::\\n##vso[task]\\u202e\\u009b', buildId };
        const startInfo = { appIdOrName: 'a', scenarioIdOrName: 't', batchInfo };
        const body = JSON.stringify({ startInfo });
        await fetch(server.url + '/api/sessions/running?apiKey=k', { method: 'POST', body });
      }
      await server.stop();
    });`);
  const shown = `${String.raw`::error::\n## vso[task]`}\ufffd\ufffd`;
  assert.ok(stderr.startsWith(`eyes-server: warning: batch "${shown}": `), stderr);
  assert.equal(stderr.split('\n').length, 2);
});

for (const [how, onWarning] of /** @type {const} */ ([
  ['throws', () => assert.fail('the reason')],
  ['rejects', () => Promise.reject(new Error('the reason'))],
])) {
  test(`an onWarning that ${how} becomes a warning of the process`, async (t) => {
    const server = await start(t, { onWarning });
    const warning = once(process, 'warning');
    await open(server, { id: 42 });
    assert.equal((await warning)[0].message, 'onWarning failed: the reason');
  });
}

test('a batch knows the client that closed it', async (t) => {
  const { server } = await warned(t);
  await open(server);
  const headers = { 'x-eyes-api-key': KEY, 'user-agent': 'curl/8', 'x-applitools-eyes-client': '' };
  await call(server, 'DELETE', '/api/sessions/batches/b-1/close/bypointerid', { headers });
  assert.equal(server.batches()[0].closedBy, 'curl/8');
});

test('a test that still runs when its batch is closed is unfinished', async (t) => {
  const { server } = await warned(t);
  const first = await open(server, undefined, 'ends');
  await call(server, 'DELETE', first);
  const second = await open(server, undefined, 'runs on');
  await close(server, 'b-1');
  const states = () => server.batches()[0].tests.map(({ state }) => state);
  assert.deepEqual(states(), ['passed', 'unfinished']);
  await call(server, 'DELETE', second);
  assert.deepEqual(states(), ['passed', 'passed'], 'it may still end');
});

test('a test that goes on after its batch was closed tells that it was closed too early', async (t) => {
  const { server, warnings } = await warned(t);
  const late = await open(server, undefined, 'late');
  const other = await open(server, undefined, 'other');
  const inTime = await open(server, undefined, 'in time');
  await call(server, 'DELETE', inTime);
  await close(server, 'b-1');
  await call(server, 'DELETE', inTime);
  assert.deepEqual(warnings, [], 'to end again is not to go on');
  assert.equal((await call(server, 'POST', late, { json: {} })).status, 200);
  await call(server, 'POST', late, { json: {} });
  await call(server, 'DELETE', late);
  await call(server, 'DELETE', `${other}?aborted=true`);
  const text = (/** @type {string} */ name) =>
    `test "${name}" went on after the batch was closed: it was closed too early. Close it after its last test has ended`;
  const [{ warnings: kept, tests }] = server.batches();
  assert.deepEqual(kept, [text('late'), text('other')], 'once for each test');
  assert.deepEqual(
    warnings,
    kept.map((warning) => `batch "b-1": ${warning}`),
  );
  assert.deepEqual(
    tests.map(({ state }) => state),
    ['passed', 'aborted', 'passed'],
  );
});

/** @param {string} id @param {string} [buildId] */
const closing = (id, buildId) =>
  `/api/sessions/batches/${id}${buildId === undefined ? '' : `/${buildId}`}/close/bypointerId`;

test('a close with the build ID of the sessions is nothing to warn of', async (t) => {
  const { server, warnings } = await warned(t);
  await open(server, { id: 'b-1', buildId: 'run-7' });
  await call(server, 'DELETE', closing('b-1', 'run-7'));
  const [{ state, buildId }] = server.batches();
  assert.deepEqual([state, buildId, warnings], ['closed', 'run-7', []]);
});

for (const [named, given, expected] of /** @type {const} */ ([
  ['run-7', 'run-8', 'its sessions name the build ID "run-7", and the close the build ID "run-8"'],
  ['run-7', undefined, 'its sessions name the build ID "run-7", and the close no build ID'],
  [undefined, 'run-8', 'its sessions name no build ID, and the close the build ID "run-8"'],
])) {
  test(`a close with another build ID closes too, with a warning: ${named}, ${given}`, async (t) => {
    const { server, warnings } = await warned(t);
    await open(server, { id: 'b-1', buildId: named });
    assert.equal((await call(server, 'DELETE', closing('b-1', given))).status, 200);
    assert.equal(server.batches()[0].state, 'closed');
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0].startsWith(`batch "b-1": ${expected}: `), warnings[0]);
    assert.match(warnings[0], /SCM integration .* Set APPLITOOLS_BATCH_BUILD_ID/);
  });
}

test('sessions of one batch that name different builds get a warning', async (t) => {
  const { server, warnings } = await warned(t);
  for (const buildId of ['job-1', 'job-2', 'job-2']) await open(server, { id: 'b-1', buildId });
  assert.equal(server.batches()[0].buildId, 'job-1');
  assert.equal(warnings.length, 1);
  assert.match(
    warnings[0],
    /some of its sessions name the build ID "job-1", others the build ID "job-2"/,
  );
});

test('many builds in one batch are one warning, which names the first two', async (t) => {
  const { server, warnings } = await warned(t);
  const builds = [undefined, ...Array.from({ length: 50 }, (_, job) => `job-${job}`), undefined];
  for (const buildId of builds) await open(server, { id: 'b-1', buildId });
  const [batch] = server.batches();
  assert.equal(batch.buildId, 'job-0');
  assert.equal(warnings.length, 1);
  assert.equal(batch.warnings.length, 1);
  const named = 'some of its sessions name no build ID, others the build ID "job-0"';
  assert.ok(warnings[0].startsWith(`batch "b-1": ${named}: `), warnings[0]);
  assert.ok(batch.warnings[0].startsWith(`${named} and others: `), batch.warnings[0]);
});

for (const [scm, text] of /** @type {const} */ ([
  [false, ''],
  [true, '{"scmSourceBranch":"fix","scmTargetBranch":"fix"}'],
])) {
  test(`an SCM update is answered as with${scm ? '' : 'out'} an integration`, async (t) => {
    const { server } = await warned(t, { scm });
    const path = '/api/scm-integrations/batches/0a1b2c/update-if-scm';
    const answer = await call(server, 'POST', path, { json: { branchName: 'fix' } });
    assert.deepEqual([answer.status, answer.text], [200, text]);
  });
}

test('clear forgets closed batches, and what was refused', async (t) => {
  const { server } = await warned(t);
  await open(server, { id: 'done' });
  await close(server, 'done');
  await close(server, 'unknown');
  const session = await open(server, { id: 'active' });
  assert.equal((await call(server, 'POST', '/clear')).status, 204);
  assert.deepEqual(
    server.batches().map(({ batchId }) => batchId),
    ['active'],
  );
  assert.deepEqual(server.refused(), []);
  assert.equal((await call(server, 'DELETE', session)).status, 200, 'what runs goes on');
});

test('another site cannot clear', async (t) => {
  const { server } = await warned(t);
  await open(server, { id: 'done' });
  await close(server, 'done');
  const headers = { origin: 'http://evil.example' };
  assert.equal((await call(server, 'POST', '/clear', { headers })).status, 403);
  assert.equal(server.batches().length, 1);
});

test('every server has state of its own', async (t) => {
  const { server } = await warned(t);
  await open(server);
  const other = await startEyesServer();
  t.after(() => other.stop());
  assert.deepEqual(other.batches(), []);
});
