// @ts-check
'use strict';

// Runs of one process have nothing in common: each is closed by itself, with its own options, whatever became of the one
// before it, and whichever versions of this package its hooks are from.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { runScript } = require('../support/run-script.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

/**
 * Runs a script with `setUp(options)`, `begin(hook)`, `config()` and `print(what)` in it.
 *
 * @param {{ url: string }} server @param {string} script @param {Record<string, string>} [variables]
 */
async function runHooks(server, script, variables) {
  const helpers = `
    const { createGlobalSetup } = require('eyes-batch-close/playwright');
    const { createGlobalTeardown } = require('eyes-batch-close/playwright/teardown');
    const Reporter = require('eyes-batch-close/playwright/reporter');
    const Service = require('eyes-batch-close/wdio');
    const config = () => ({ shard: null, globalSetup: 'x', globalTeardown: null });
    const heard = [];
    const hear = (name) => ({ batchId, outcome }) => void heard.push(name + ': ' + batchId + ' ' + outcome);
    (async () => { ${script}; console.log(JSON.stringify(heard)); })();`;
  const env = { APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_API_KEY: 'the-key', ...variables };
  const { stdout, stderr, status } = await runScript(helpers, { env });
  assert.equal(status, 0, stderr);
  return { heard: JSON.parse(stdout), lines: stderr.split('\n').filter((line) => line !== '') };
}

/** @param {Awaited<ReturnType<typeof startFaultServer>>} server */
const closedOf = (server) => server.seen.map(({ batchId }) => batchId);

test('the options of a run that never ended do not reach the next', async (t) => {
  const server = await startFaultServer(t);
  const { heard } = await runHooks(
    server,
    `await createGlobalSetup({ batchIds: 'first', batchBuildId: 'b1', onResult: hear('first') })(config());
     const end = await createGlobalSetup({ onResult: hear('second') })(config());
     await end();`,
    { APPLITOOLS_BATCH_ID: 'nightly' },
  );
  assert.deepEqual(closedOf(server), ['nightly']);
  assert.ok(!server.seen[0].path.includes('b1'), server.seen[0].path);
  assert.deepEqual(heard, ['second: nightly closed']);
});

for (const [hook, script] of Object.entries({
  reporter: `
    const run = async (options, isEnded) => {
      const reporter = new Reporter({ ...options, _mode: 'test' });
      reporter.onBegin(config());
      reporter.onTestBegin();
      if (isEnded) await reporter.onEnd();
    };`,
  wdio: `
    const run = async (options, isEnded) => {
      const service = new Service(options);
      await service.onPrepare(config());
      if (isEnded) await service.onComplete();
    };`,
  'set-up': `
    const run = async (options, isEnded) => {
      const end = await createGlobalSetup(options)(config());
      if (isEnded) await end();
    };`,
})) {
  test(`a run after one that never ended has an ID and options of its own, by ${hook}`, async (t) => {
    const server = await startFaultServer(t);
    const { heard } = await runHooks(
      server,
      `${script}
       await run({ apiKey: 'another', onResult: hear('first') }, false);
       heard.push(process.env.APPLITOOLS_BATCH_ID);
       await run({ onResult: hear('second') }, true);
       heard.push(process.env.APPLITOOLS_BATCH_ID);`,
    );
    const [first, said, second] = heard;
    assert.notEqual(first, second);
    assert.equal(said, `second: ${second} closed`);
    assert.deepEqual(closedOf(server), [second]);
    assert.match(server.seen[0].url, /apiKey=the-key$/);
  });

  test(`a failed run leaves no error to the next, by ${hook}`, async (t) => {
    const server = await startFaultServer(t, { nightly: [answer(401), answer(200)] });
    const { heard, lines } = await runHooks(
      server,
      `${script}
       await run({ failOnError: true, retries: 0 }, true).catch((error) => heard.push(error.name));
       await run({ failOnError: true, onResult: hear('second') }, true);`,
      { APPLITOOLS_BATCH_ID: 'nightly' },
    );
    assert.equal(heard.at(-1), 'second: nightly closed');
    assert.deepEqual(closedOf(server), ['nightly', 'nightly']);
    assert.equal(lines.filter((line) => line.includes('401')).length, 1, lines.join('\n'));
  });
}

test('hooks of one run share it, whatever their options; its teardown too', async (t) => {
  const server = await startFaultServer(t);
  const { heard } = await runHooks(
    server,
    `const one = config();
     const ends = [
       await createGlobalSetup({ batchBuildId: 'b1', onResult: undefined })(one),
       await createGlobalSetup({ onResult: hear('both') })(one),
     ];
     const reporter = new Reporter({ _mode: 'test', batchBuildId: undefined });
     reporter.onBegin(one);
     reporter.onTestBegin();
     for (const end of ends) await end();
     await createGlobalTeardown()(one);
     await reporter.onEnd();`,
    { APPLITOOLS_BATCH_ID: 'nightly' },
  );
  assert.deepEqual(closedOf(server), ['nightly']);
  assert.ok(server.seen[0].path.includes('/b1/'), server.seen[0].path);
  assert.deepEqual(heard, ['both: nightly closed']);
});

test('the option batchIds is closed in each of two runs', async (t) => {
  const server = await startFaultServer(t);
  const { lines } = await runHooks(
    server,
    `for (const time of [1, 2]) await (await createGlobalSetup({ batchIds: 'mine' })(config()))();`,
  );
  assert.deepEqual(closedOf(server), ['mine', 'mine']);
  assert.equal(lines.length, 4);
  const withoutTime = lines.map((line) => line.replace(/\d+ ms/, 'N ms'));
  assert.deepEqual(withoutTime.slice(2), withoutTime.slice(0, 2));
});

/** A copy of this package, as a second installation has it. @param {string} folder */
function copyPackage(folder) {
  const root = path.join(__dirname, '../..');
  for (const part of ['src/js', 'pkg', 'package.json']) {
    fs.cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  }
}

test('two copies of one version share a run', async (t) => {
  const server = await startFaultServer(t);
  const copy = temporaryFolder(t);
  copyPackage(copy);
  const other = JSON.stringify(path.join(copy, 'src/js/hooks/playwright.js'));
  await runHooks(
    server,
    `const one = config();
     const ends = [await createGlobalSetup()(one), await require(${other}).createGlobalSetup()(one)];
     for (const end of ends) await end();`,
    { APPLITOOLS_BATCH_ID: 'nightly' },
  );
  assert.deepEqual(closedOf(server), ['nightly']);
});

test('what another version keeps in the process breaks nothing', async (t) => {
  const server = await startFaultServer(t);
  // Version 0.1.0 kept its batches under a symbol without a version.
  const { heard } = await runHooks(
    server,
    `const foreign = Object.freeze({ runs: 1, last: { closing: Promise.reject(new Error('theirs')) } });
     foreign.last.closing.catch(() => {});
     globalThis[Symbol.for('eyes-batch-close')] = foreign;
     globalThis[Symbol.for('eyes-batch-close/run')] = foreign;
     globalThis[Symbol.for('eyes-batch-close/run/0')] = foreign;
     await (await createGlobalSetup({ onResult: hear('mine'), failOnError: true })(config()))();`,
    { APPLITOOLS_BATCH_ID: 'nightly' },
  );
  assert.deepEqual(heard, ['mine: nightly closed']);
});
