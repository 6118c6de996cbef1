// @ts-check
'use strict';

// An option that is set to nothing is no option: it switches no default off, and erases no value of another hook.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { runHooks } = require('../support/hook-run.js');
const { runScript } = require('../support/run-script.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

/** @param {{ url: string }} server */
const around = (server) => ({
  APPLITOOLS_SERVER_URL: server.url,
  APPLITOOLS_API_KEY: 'the-key',
  APPLITOOLS_BATCH_ID: 'nightly',
});

for (const value of ['undefined', 'null']) {
  test(`ignoreMissing: ${value} leaves a hook's own default`, async (t) => {
    const server = await startFaultServer(t, { nightly: answer(404) });
    const script = `
      const { createGlobalSetup } = require('eyes-batch-close/playwright');
      (async () => {
        const options = { ignoreMissing: ${value}, failOnError: true, retries: 0 };
        await (await createGlobalSetup(options)({}))();
      })();`;
    const { status, stderr } = await runScript(script, { env: around(server) });
    assert.equal(status, 0, stderr);
    assert.match(stderr, /the server has no active batch nightly/);
  });

  test(`an option of one hook stays, though another sets it to ${value}`, async (t) => {
    const server = await startFaultServer(t);
    const script = `
      const { createGlobalSetup } = require('eyes-batch-close/playwright');
      const Reporter = require('eyes-batch-close/playwright/reporter');
      (async () => {
        const config = { shard: null };
        const none = { batchBuildId: ${value}, apiKey: ${value}, batchIds: ${value}, onResult: ${value},
          failOnError: ${value}, enabled: ${value}, shard: ${value} };
        const some = { batchBuildId: 'b7', apiKey: 'mine', batchIds: 'named',
          onResult: ({ outcome }) => console.log(outcome) };
        const end = await createGlobalSetup(some)(config);
        const reporter = new Reporter({ ...none, _mode: 'test' });
        reporter.onBegin(config);
        reporter.onTestBegin();
        await reporter.onEnd();
        await end();
      })();`;
    const { stdout, stderr } = await runScript(script, { env: around(server) });
    assert.equal(stdout, 'closed\n', stderr);
    const [{ path, url }] = server.seen;
    assert.equal(path, '/api/sessions/batches/named/b7/close/bypointerid');
    assert.match(url, /apiKey=mine$/);
  });
}

test('in close(), too, every option may be undefined', async (t) => {
  const server = await startFaultServer(t);
  const script = `
    const { closeBatch } = require('eyes-batch-close');
    const names = process.argv[1].match(/\\w+/g);
    const options = Object.fromEntries(names.map((name) => [name, undefined]));
    closeBatch({ ...options, batchIds: 'nightly' }).then(({ closed }) => console.log(closed.join()));`;
  const data =
    `serverUrl apiKey proxy batchBuildId apiKeyIn timeout totalTimeout retries concurrency ignoreMissing
    signal onResult onAttempt fetch ca cert key shard store closeAnyway`.replace(/\s+/g, ' ');
  const { stdout, stderr } = await runScript(script, { data, env: around(server) });
  assert.equal(stdout, 'nightly\n', stderr);
});

test('every hook takes undefined in the place of its options', async (t) => {
  for (const hook of /** @type {Hook[]} */ ([
    'setup',
    'teardown',
    'reporter',
    'wdio',
    'nightwatch',
  ])) {
    const server = await startFaultServer(t);
    const { thrown, lines } = await runHooks({ hooks: [hook] }, around(server));
    assert.deepEqual(thrown, []);
    assert.match(lines.join('\n'), /closed batch nightly/);
  }
});
