// @ts-check
'use strict';

// Which batch of the local Eyes server a session joins, and how a batch is closed.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { call, close, open, start } = require('../support/eyes-client.js');

/** @param {import('eyes-batch-close/eyes-server').EyesServer} server */
const states = (server) => server.batches().map(({ batchId, state }) => `${batchId} ${state}`);

test('a session without a batch ID gets a batch of its own', async (t) => {
  const server = await start(t);
  await open(server, {});
  await open(server, {});
  const ids = new Set(server.batches().map(({ batchId }) => batchId));
  assert.equal(ids.size, 2);
});

test('two processes under one batch ID fill one batch', async (t) => {
  const server = await start(t);
  const script = `
    const startInfo = { appIdOrName: 'Shop', scenarioIdOrName: process.argv[1],
      batchInfo: { id: 'b-1' } };
    fetch('${server.url}/api/sessions/running?apiKey=k',
      { method: 'POST', body: JSON.stringify({ startInfo }) });`;
  const env = { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot };
  const run = promisify(execFile);
  await Promise.all(
    ['one', 'two'].map((name) => run(process.execPath, ['-e', script, name], { env })),
  );
  assert.deepEqual(states(server), ['b-1 active']);
  assert.deepEqual(
    server
      .batches()[0]
      .tests.map(({ name }) => name)
      .sort(),
    ['one', 'two'],
  );
});

for (const suffix of ['close/bypointerid', 'close/bypointerId', 'build-7/close/bypointerid']) {
  test(`a batch is closed by …/${suffix}`, async (t) => {
    const server = await start(t);
    await open(server);
    const { status, text } = await call(server, 'DELETE', `/api/sessions/batches/b-1/${suffix}`);
    assert.deepEqual([status, text], [200, '']);
    const [{ state, closedAt }] = server.batches();
    assert.equal(state, 'closed');
    assert.ok(Date.now() - Date.parse(String(closedAt)) < 60_000);
  });
}

test('closing an unknown batch is a 404 that names it', async (t) => {
  const server = await start(t);
  const { status, json } = await close(server, 'b-1');
  assert.deepEqual([status, json], [404, { message: 'Batch "b-1" is unknown here' }]);
});

test('closing a closed batch is a 404 that says so', async (t) => {
  const server = await start(t);
  await open(server);
  await close(server, 'b-1');
  const { status, json } = await close(server, 'b-1');
  assert.deepEqual(
    [status, json],
    [404, { message: 'Batch "b-1" is closed already, by a client without a name' }],
  );
});

test('a closed ID used again starts a new batch', async (t) => {
  const server = await start(t);
  await open(server, { id: 'b-1' }, 'first');
  await close(server, 'b-1');
  await open(server, { id: 'b-1' }, 'second');
  assert.deepEqual(states(server), ['b-1 closed', 'b-1 active']);
  assert.deepEqual(
    server.batches().map(({ tests }) => tests.map(({ name }) => name)),
    [['first'], ['second']],
  );
});

test('the completion is reported on close, with notify where one session asked for it', async (t) => {
  /** @type {unknown[]} */
  const completed = [];
  const server = await start(t, { onBatchCompleted: (batch) => void completed.push(batch) });
  await open(server, { id: 'loud' });
  await open(server, { id: 'loud', notifyOnCompletion: true });
  await open(server, { id: 'quiet' });
  await close(server, 'loud');
  await close(server, 'quiet');
  assert.deepEqual(completed, server.batches());
  assert.deepEqual(
    server.batches().map(({ notify }) => notify),
    [true, false],
  );
});

test('what batches() gives is a copy', async (t) => {
  const server = await start(t);
  await open(server);
  server.batches()[0].tests.length = 0;
  assert.equal(server.batches()[0].tests.length, 1);
});

const IDS = {
  slash: 'a/b',
  percent: '50% %2F',
  'query and fragment': 'a?b=c&d#e',
  unicode: 'é漢😀',
  space: 'a b',
  dots: '..',
  'a name of every object': '__proto__',
  '10,000 characters': 'x'.repeat(10_000),
  '10,000 characters of three bytes': '漢'.repeat(10_000),
};
for (const [what, id] of Object.entries(IDS)) {
  test(`an ID works that is odd: ${what}`, async (t) => {
    const server = await start(t);
    await open(server, { id });
    assert.equal((await close(server, id)).status, 200);
    assert.equal(server.batches()[0].batchId, id);
    assert.equal((await close(server, id)).status, 404);
  });
}
