// @ts-check
'use strict';

// The GitHub Action: each command with the local Eyes server, and inputs that try to be more than values.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { startEyes } = require('../examples/eyes.js');
const { KEY, variablesFor } = require('../support/cli.js');
const { start } = require('../support/eyes-client.js');
const { runEyesTests, statusByName } = require('../support/eyes-tests.js');
const { action, openBatch, runAction } = require('./action.js');

describe('action.yml', () => {
  const { inputs, outputs, runs } = action;

  test('gives every input to its one step as a variable, and says what each is by default', () => {
    const variables = Object.keys(inputs).map((input) => [
      `INPUT_${input.replaceAll('-', '_').toUpperCase()}`,
      `\${{ inputs.${input} }}`,
    ]);
    assert.deepEqual(
      runs.steps.map(({ env }) => env),
      [Object.fromEntries(variables)],
    );
    for (const input of Object.values(inputs)) assert.equal(typeof input.default, 'string');
    assert.deepEqual(Object.keys(outputs), ['batch-id', 'report']);
  });

  test('has no expression in what it runs, and uses no other action', () => {
    const [step] = runs.steps;
    assert.deepEqual(Object.keys(step), ['id', 'shell', 'run', 'env']);
    assert.equal(step.run, 'bash "$GITHUB_ACTION_PATH/scripts/action.sh"');
  });
});

describe('close', () => {
  test('closes the batch of the workflow run, and hands on its ID and the report', async (t) => {
    const eyes = await startEyes(t);
    await openBatch(eyes, 'github-41-1');
    const { status, output, outputs } = await runAction(t, {}, variablesFor(eyes));
    assert.equal(status, 0, output);
    assert.equal(eyes.batches()[0].state, 'closed');
    assert.equal(outputs['batch-id'], 'github-41-1');
    assert.deepEqual(JSON.parse(outputs.report).closed, ['github-41-1']);
  });

  test('takes the key and the server as inputs, and IDs one a line', async (t) => {
    const eyes = await startEyes(t);
    const ids = ['nightly', '--quiet', 'with spaces; $(touch /tmp/x) `id` "'];
    for (const id of ids) await openBatch(eyes, id);
    const inputs = { 'batch-ids': `${ids.join('\n')}\n`, 'api-key': KEY, 'server-url': eyes.url };
    const { status, output, outputs } = await runAction(t, inputs, {});
    assert.equal(status, 0, output);
    assert.deepEqual(JSON.parse(outputs.report).closed, ids);
    assert.equal(outputs['batch-id'], 'nightly');
  });

  test('fails, with the report, if a batch was not closed', async (t) => {
    const eyes = await startEyes(t, 401);
    const { status, outputs } = await runAction(t, { 'batch-ids': 'a' }, variablesFor(eyes));
    assert.equal(status, 1);
    assert.equal(JSON.parse(outputs.report).results[0].error.code, 'UNAUTHORIZED');
  });

  test('fails nothing with fail: false', async (t) => {
    const eyes = await startEyes(t, 401);
    const inputs = { 'batch-ids': 'a', fail: 'false' };
    const { status, outputs } = await runAction(t, inputs, variablesFor(eyes));
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(outputs.report).failed, ['a']);
  });

  test('takes a batch that the server does not know for a failure if it is told so', async (t) => {
    const eyes = await startEyes(t);
    const inputs = { 'ignore-missing': 'false', options: '--retries=0\n--concurrency=2\n' };
    const { status } = await runAction(t, inputs, variablesFor(eyes));
    assert.equal(status, 1);
  });

  test('fails on what is found in the batch, and hands on the counts', async (t) => {
    const server = await start(t, { status: statusByName, readApiKey: 'reader' });
    await runEyesTests(server, 'github-41-1', ['passed', 'unresolved']);
    const inputs = { 'fail-on': 'unresolved', 'read-api-key': 'reader' };
    const { status, outputs } = await runAction(t, inputs, variablesFor(server));
    assert.equal(status, 3);
    const { results, error } = JSON.parse(outputs.report);
    assert.deepEqual([results[0].summary.unresolved, error.code], [1, 'RESULTS']);
  });

  test('with shards and a store the last one closes', async (t) => {
    const eyes = await startEyes(t);
    await openBatch(eyes, 'github-41-1');
    const store = `file://${require('../support/temporary-folder.js').temporaryFolder(t)}`;
    const first = await runAction(t, { shard: '1/2', store }, variablesFor(eyes));
    assert.deepEqual(JSON.parse(first.outputs.report).shards.missing, [2]);
    assert.equal(first.outputs['batch-id'], '');
    await runAction(t, { shard: '2/2', store }, variablesFor(eyes));
    assert.equal(eyes.closes(), 1);
  });
});

describe('run', () => {
  /** Bash that opens the batch which it is given. */
  const tests = `
    node -e "fetch(process.env.APPLITOOLS_SERVER_URL + '/api/sessions/running?apiKey=key', { method: 'POST',
      body: JSON.stringify({ startInfo: { batchInfo: { id: process.env.APPLITOOLS_BATCH_ID,
      name: process.env.APPLITOOLS_BATCH_NAME }, appIdOrName: 'app', scenarioIdOrName: 'test' } }) })"
    echo "don't close: $APPLITOOLS_DONT_CLOSE_BATCHES"
  `;

  test('runs the tests in one batch, closes it, and hands on its ID and the report', async (t) => {
    const eyes = await startEyes(t);
    const inputs = { command: 'run', run: tests, 'batch-name': 'Nightly "A" $HOME' };
    const { status, output, outputs } = await runAction(t, inputs, variablesFor(eyes));
    assert.equal(status, 0, output);
    assert.match(output, /^don't close: true$/m);
    const [batch, ...others] = eyes.batches();
    assert.deepEqual([batch.state, batch.name, others], ['closed', 'Nightly "A" $HOME', []]);
    assert.equal(outputs['batch-id'], batch.batchId);
    assert.deepEqual(JSON.parse(outputs.report).closed, [batch.batchId]);
  });

  test('fails, with the report, if the batch was not closed', async (t) => {
    const eyes = await startEyes(t, 401);
    const inputs = { command: 'run', run: 'true' };
    const { status, outputs } = await runAction(t, inputs, variablesFor(eyes));
    assert.equal(status, 1);
    const { failed, error } = JSON.parse(outputs.report);
    assert.deepEqual([failed, error.code], [[outputs['batch-id']], 'UNAUTHORIZED']);
  });

  test('ends as the tests end, at the first line that fails', async (t) => {
    const eyes = await startEyes(t);
    const inputs = { command: 'run', run: '(exit 7) | cat\necho not here' };
    const { status, output } = await runAction(t, inputs, variablesFor(eyes));
    assert.equal(status, 7, output);
    assert.doesNotMatch(output, /not here/);
  });
});

describe('env', () => {
  test('sets the variables of the batch for all later steps', async (t) => {
    const inputs = { command: 'env', 'batch-name': 'Nightly', 'batch-build-id': '41' };
    const { status, output, outputs, environment } = await runAction(t, inputs, {});
    assert.equal(status, 0, output);
    assert.deepEqual(environment.split('\n'), [
      'APPLITOOLS_BATCH_ID=github-41-1',
      'APPLITOOLS_DONT_CLOSE_BATCHES=true',
      'EYES_BATCH_CLOSE=false',
      'APPLITOOLS_BATCH_NAME=Nightly',
      'APPLITOOLS_BATCH_BUILD_ID=41',
      '',
    ]);
    assert.equal(outputs['batch-id'], 'github-41-1');
  });

  test('sets nothing if a value has a line break', async (t) => {
    const inputs = { command: 'env', 'batch-name': 'a\nNODE_OPTIONS=--inspect' };
    const { status, environment } = await runAction(t, inputs, {});
    assert.equal(status, 2);
    assert.equal(environment, '');
  });
});

describe('inputs that are no values are refused before npx is called', () => {
  for (const [inputs, says] of /** @type {[Record<string, string>, string][]} */ ([
    [{ command: 'close; id' }, 'the input command must be run, env or close'],
    [{ command: 'run' }, 'the command run needs the input run: the command line of the tests'],
    [{ fail: 'perhaps' }, 'the input fail must be true or false'],
    [{ ci: '' }, 'the input ci must be true or false'],
    [{ version: 'file:../evil' }, 'the input version must be a version, such as 0.1.0'],
    [{ version: '1 --registry=x' }, 'the input version must be a version, such as 0.1.0'],
  ])) {
    test(JSON.stringify(inputs), async (t) => {
      const { status, output, outputs } = await runAction(t, inputs, {});
      assert.equal(output, `::error title=eyes-batch-close::${says}\n`);
      assert.equal(status, 2);
      assert.deepEqual(outputs, {});
    });
  }

  test('a version other than that of the action is the one that is called', async (t) => {
    const variables = { WANTED_VERSION: '0.1.1-rc.1' };
    const inputs = { command: 'env', version: '0.1.1-rc.1' };
    const { status, output } = await runAction(t, inputs, variables);
    assert.equal(status, 0, output);
  });
});
