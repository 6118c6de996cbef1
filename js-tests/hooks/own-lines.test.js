// @ts-check
'use strict';

// How hooks say their lines: each on a line of its own, warnings as annotations of GitHub Actions too, and misspelt
// options named once.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { environmentOf } = require('../support/environment.js');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { runHooks } = require('../support/hook-run.js');
const { runScript } = require('../support/run-script.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

const hooks = /** @type {Hook[]} */ (['setup', 'reporter', 'wdio', 'nightwatch']);

/** @param {{ url: string }} server */
const around = (server) => ({
  APPLITOOLS_SERVER_URL: server.url,
  APPLITOOLS_API_KEY: 'the-key',
  APPLITOOLS_BATCH_ID: 'nightly',
});

test('a line behind the dots of a reporter begins on a line of its own', () => {
  const script = `
    const Reporter = require('eyes-batch-close/playwright/reporter');
    const fetch = async () => new Response('');
    (async () => {
      const reporter = new Reporter({ fetch, _mode: 'test' });
      reporter.onBegin({});
      reporter.onTestBegin();
      process.stdout.write('.....');
      await reporter.onEnd();
    })();`;
  // Both streams in one, as a CI shows them.
  const { stdout } = spawnSync('sh', ['-c', 'exec "$0" -e "$1" 2>&1', process.execPath, script], {
    cwd: __dirname,
    env: environmentOf({ APPLITOOLS_API_KEY: 'the-key', APPLITOOLS_BATCH_ID: 'nightly' }),
    encoding: 'utf8',
  });
  const lines = stdout.split('\n');
  assert.match(lines[0], /^eyes-batch-close: batch nightly/);
  assert.equal(lines[1], '.....');
  assert.match(lines[2], /^eyes-batch-close: closed batch nightly/);
});

for (const hook of hooks) {
  test(`${hook}: a warning is an annotation of GitHub Actions, too`, async (t) => {
    const server = await startFaultServer(t, { nightly: answer(401, {}, '100%\n::error::x') });
    const actions = { ...around(server), GITHUB_ACTIONS: 'true' };
    const { lines } = await runHooks({ hooks: [hook], options: { retries: 0 } }, actions);
    const warnings = lines.filter((line) => line.startsWith('eyes-batch-close: warning: '));
    const annotations = lines.filter((line) => line.startsWith('::'));
    assert.equal(warnings.length, 1);
    const text = warnings[0].slice('eyes-batch-close: warning: '.length).replaceAll('%', '%25');
    assert.deepEqual(annotations, [`::warning title=eyes-batch-close::${text}`]);
  });

  test(`${hook}: with failOnError it is an error, and elsewhere no annotation`, async (t) => {
    const server = await startFaultServer(t, { nightly: answer(401) });
    const run = { hooks: [hook], options: { failOnError: true } };
    const onActions = await runHooks(run, { ...around(server), GITHUB_ACTIONS: 'true' });
    const annotations = onActions.lines.filter((line) => line.startsWith('::'));
    assert.equal(annotations.length, 1);
    assert.match(annotations[0], /^::error title=eyes-batch-close::Batch "nightly" was not closed/);
    const { lines } = await runHooks(run, around(server));
    assert.ok(!lines.some((line) => line.startsWith('::')));
  });
}

for (const [what, begin] of Object.entries({
  'a set-up': "await require('eyes-batch-close/playwright').createGlobalSetup(options)({})",
  'a reporter': `new (require('eyes-batch-close/playwright/reporter'))(
    { ...options, configDir: '.', _mode: 'test', _commandHash: 'x', _isTestServer: true }).onBegin({})`,
  'a service': "await new (require('eyes-batch-close/wdio'))(options).onPrepare({})",
  BatchClose: "new (require('eyes-batch-close').BatchClose)(options)",
})) {
  test(`a misspelt option of ${what} is warned of once, with the nearest`, async () => {
    const script = `
      const warnings = [];
      process.on('warning', ({ message }) => warnings.push(message));
      (async () => {
        const options = { failOnEror: true, retrys: 2, colour: 'red', constructor: 1 };
        for (const time of [1, 2]) { ${begin}; }
        await new Promise(setImmediate);
        console.log(JSON.stringify(warnings));
      })();`;
    const { stdout, stderr } = await runScript(script, { env: { APPLITOOLS_API_KEY: 'k' } });
    assert.deepEqual(
      JSON.parse(stdout || '[]'),
      [
        'eyes-batch-close has no option failOnEror: did you mean failOnError?',
        'eyes-batch-close has no option retrys: did you mean retries?',
        'eyes-batch-close has no option colour',
        'eyes-batch-close has no option constructor',
      ],
      stderr,
    );
  });
}
