// @ts-check
'use strict';

// What came of the batches: the command `results`, and --results of `close` and `run`.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, test } = require('node:test');
const { KEY, masked, runCommand, variablesFor } = require('../support/cli.js');
const { start } = require('../support/eyes-client.js');
const { runEyesTests, statusByName } = require('../support/eyes-tests.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

/** @typedef {import('node:test').TestContext} TestContext */

const folder = temporaryFolder({ after });

/**
 * A server with batch `a`, of which two tests passed and one is unresolved, and batch `b`, of which one failed.
 *
 * @param {TestContext} t
 * @param {import('eyes-batch-close/eyes-server').EyesServerOptions} [options]
 */
async function startServer(t, options) {
  const server = await start(t, { status: statusByName, ...options });
  await runEyesTests(server, 'a', ['passed', 'passed', 'unresolved']);
  await runEyesTests(server, 'b', ['failed']);
  return server;
}

/** @param {string} text */
const lines = (text) =>
  masked(text)
    .replace(/#batch-\S+/g, '#BATCH')
    .split('\n')
    .slice(0, -1);

const A = 'a: 2 passed, 1 unresolved, 0 failed  http://127.0.0.1:PORT/#BATCH';
const B = 'b: 0 passed, 0 unresolved, 1 failed  http://127.0.0.1:PORT/#BATCH';

test('results says the counts and the link of each batch, and closes none', async (t) => {
  const server = await startServer(t);
  const { status, stdout, stderr } = await runCommand(['results', 'a', 'b'], {
    variables: variablesFor(server),
  });
  assert.deepEqual([status, lines(stdout), stderr], [0, [A, B], '']);
  assert.ok(server.batches().every(({ state }) => state === 'active'));
});

test('close says them behind the batches that it closed', async (t) => {
  const server = await startServer(t);
  const { status, stdout } = await runCommand(['a', 'b', '--results'], {
    variables: variablesFor(server),
  });
  assert.equal(status, 0);
  const [, , ...others] = lines(stdout);
  const end = '2 of 2 closed on http://127.0.0.1:PORT, named by the arguments';
  assert.deepEqual(others, [A, B, end]);
});

test('run says them behind the command', async (t) => {
  const server = await startServer(t);
  const variables = variablesFor(server, { APPLITOOLS_BATCH_ID: 'a' });
  const args = ['run', '--results', '--', process.execPath, '-e', '0'];
  const { status, stderr } = await runCommand(args, { variables });
  assert.equal(status, 0);
  assert.equal(lines(stderr).at(-1), `eyes-batch-close: ${A}`);
});

for (const [command, more] of /** @type {const} */ ([
  ['close', []],
  ['results', []],
  ['run', ['--', process.execPath, '-e', '0']],
])) {
  test(`${command} exits with 3 where something is found that --fail-on names`, async (t) => {
    const server = await startServer(t);
    const variables = variablesFor(server, { APPLITOOLS_BATCH_ID: 'a' });
    const call = (/** @type {string[]} */ ...args) =>
      runCommand([command, ...args, ...more], { variables });
    const found = await call('--fail-on', 'failed,unresolved', '--no-fail');
    assert.equal(found.status, 3);
    assert.match(found.stderr, /Batch "a" has 1 unresolved\. See http/);
    if (command !== 'results') await runEyesTests(server, 'a', ['passed']);
    const other = await call('--fail-on', 'new');
    assert.equal(other.status, 0, other.stderr);
  });
}

test("run keeps the command's status where something is found", async (t) => {
  const server = await startServer(t);
  const variables = variablesFor(server, { APPLITOOLS_BATCH_ID: 'a' });
  const args = ['run', '--fail-on=unresolved', '--', process.execPath, '-e', 'process.exit(7)'];
  assert.equal((await runCommand(args, { variables })).status, 7);
});

test('what can not be read is a warning, and with --fail-on an error with status 1', async (t) => {
  const server = await startServer(t, { readApiKey: 'reader' });
  const variables = variablesFor(server);
  const warned = await runCommand(['results', 'a'], { variables });
  assert.deepEqual([warned.status, warned.stdout], [0, '']);
  assert.match(
    warned.stderr,
    /^warning: The results of batch "a" were not read: .*403.*EYES_BATCH_READ_KEY/,
  );
  const failed = await runCommand(['results', 'a', '--fail-on', 'new'], { variables });
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /^error: The results of batch "a" were not read: [^\n]*\n$/);
  const ignored = await runCommand(['results', 'a', '--fail-on=new', '--no-fail'], { variables });
  assert.equal(ignored.status, 0);
  const withKey = { ...variables, EYES_BATCH_READ_KEY: 'reader' };
  assert.deepEqual(lines((await runCommand(['results', 'a'], { variables: withKey })).stdout), [A]);
});

test('a key among the arguments is warned of', async (t) => {
  const server = await startServer(t, { readApiKey: 'reader' });
  const args = ['results', 'a', '--read-api-key=reader'];
  const { status, stderr } = await runCommand(args, { variables: variablesFor(server) });
  assert.equal(status, 0);
  assert.match(stderr, /^warning: --read-api-key is visible .* set EYES_BATCH_READ_KEY\n$/);
});

test('--json has them as data', async (t) => {
  const server = await startServer(t);
  const args = ['results', 'a', 'nope', '--json'];
  const { stdout } = await runCommand(args, { variables: variablesFor(server) });
  const { results } = JSON.parse(stdout);
  assert.deepEqual([results[0].batchId, results[0].summary.unresolved], ['a', 1]);
  assert.equal(results[1].summaryError.code, 'BATCH_NOT_FOUND');
});

test('--dry-run prints their requests, too, and needs no key', async (t) => {
  const server = await startServer(t);
  const variables = { APPLITOOLS_SERVER_URL: server.url };
  const get =
    "curl -X GET 'http://127.0.0.1:PORT/api/v1/batches/a?statsOnly=true' -H 'x-eyes-api-key: ***'";
  const reading = await runCommand(['results', 'a', '--dry-run'], { variables });
  assert.deepEqual([reading.status, lines(reading.stdout)], [0, [get]]);
  const closing = await runCommand(['a', '--results', '--dry-run'], { variables });
  assert.deepEqual(lines(closing.stdout).slice(1), [get]);
  const withKey = { ...variables, APPLITOOLS_API_KEY: KEY };
  const file = path.join(folder, 'dry.xml');
  const args = ['results', 'a', '--junit', file, '--dry-run'];
  const tests = await runCommand(args, { variables: withKey });
  assert.match(tests.stdout, /batches\/a' /);
  assert.ok(!fs.existsSync(file));
});

test('of many batches all counts are said together', async (t) => {
  const server = await startServer(t);
  const ids = Array.from({ length: 21 }, (_, at) => `m-${at}`);
  for (const id of ids) await runEyesTests(server, id, ['passed']);
  const { stdout } = await runCommand(['results', ...ids], { variables: variablesFor(server) });
  assert.deepEqual(lines(stdout), ['21 batches: 21 passed, 0 unresolved, 0 failed']);
  const named = await runCommand(['results', ...ids, '--verbose'], {
    variables: variablesFor(server),
  });
  assert.equal(lines(named.stdout).length, 21);
});

test("a row of GitHub's job summary has the counts with their link", async (t) => {
  const server = await startServer(t);
  const file = path.join(folder, 'summary.md');
  const actions = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file };
  const variables = variablesFor(server, actions);
  await runCommand(['results', 'a', 'nope'], { variables });
  const link =
    /<tr><td><code>a<\/code><\/td><td><a href="http:\S+#batch-\S+">2 passed, 1 unresolved, 0 failed<\/a><\/td><\/tr>/;
  assert.match(fs.readFileSync(file, 'utf8'), link);
  assert.match(fs.readFileSync(file, 'utf8'), /<td><code>nope<\/code><\/td><td><code>The results/);
  await runCommand(['run', '--results', '--', process.execPath, '-e', '0'], {
    variables: { ...variables, APPLITOOLS_BATCH_ID: 'b' },
  });
  assert.match(fs.readFileSync(file, 'utf8'), /<td>closed<\/td>.*1 failed<\/a>/);
});

test('--junit writes a case for each test, and a file that can not be written is an error', async (t) => {
  const server = await startServer(t);
  const variables = variablesFor(server);
  const file = path.join(folder, 'eyes.xml');
  await runCommand(['results', 'a', '--junit', file], { variables });
  const xml = fs.readFileSync(file, 'utf8');
  assert.match(xml, /<testsuite name="a" tests="3" failures="1" errors="0" skipped="0">/);
  assert.equal(xml.match(/<testcase /g)?.length, 3);

  const gone = path.join(folder, 'gone', 'eyes.xml');
  const { status, stdout, stderr } = await runCommand(['a', '--junit', gone], { variables });
  assert.equal(status, 1);
  assert.match(stdout, /^closed a /);
  assert.match(stderr, /^error: --junit \S+ was not written: ENOENT/m);
  assert.equal(server.batches()[0].state, 'closed');
});

test('wrong options are refused with status 2', async (t) => {
  const server = await startServer(t);
  for (const [args, problem] of /** @type {[string[], RegExp][]} */ ([
    [['results', 'a', '--fail-on', 'passed'], /--fail-on must name any of/],
    [['results', 'a', '--results-timeout', 'x'], /--results-timeout must be a whole number/],
    [['results', 'a', '--results-url', 'eyes'], /--results-url has no scheme/],
    [['results', 'a', '--shard', '1/2'], /results takes no --shard/],
    [['run', '--fail-on=x', '--', 'true'], /--fail-on must name any of/],
  ])) {
    const { status, stderr } = await runCommand(args, { variables: variablesFor(server) });
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, problem);
  }
});
