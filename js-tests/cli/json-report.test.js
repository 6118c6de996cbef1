// @ts-check
'use strict';

// --json: the report alone on stdout, by this schema; --report: the same in a file.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { describe, test } = require('node:test');
const { pathToFileURL } = require('node:url');
const { KEY, runCommand, startCommand, variablesFor } = require('../support/cli.js');
const { answer, closed: closing, held, startFaultServer } = require('../support/fault-server.js');
const { startFolderStore, temporaryFolder } = require('../support/temporary-folder.js');
/** @type {any} */
const schema = require('../support/report.schema.json');

/**
 * Holds a value against the part of JSON Schema that the schema uses.
 *
 * @param {any} value
 * @param {any} rule
 * @param {string} place
 */
function check(value, rule, place = 'report') {
  if (rule.$ref) return check(value, schema.$defs[rule.$ref.replace('#/$defs/', '')], place);
  const kind = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  assert.equal(kind, rule.type, place);
  if (rule.enum) assert.ok(rule.enum.includes(value), `${place}: ${value}`);
  if (kind === 'array') {
    for (const [at, item] of value.entries()) check(item, rule.items, `${place}[${at}]`);
  }
  if (kind !== 'object') return;
  for (const name of rule.required) assert.ok(name in value, `${place} has no ${name}`);
  for (const [name, inner] of Object.entries(value)) {
    assert.ok(name in rule.properties, `${place} has ${name}`);
    check(inner, rule.properties[name], `${place}.${name}`);
  }
}

/** @param {string} stdout */
function report(stdout) {
  const parsed = JSON.parse(stdout);
  check(parsed, schema);
  return parsed;
}

test('a report has a result for each batch, and all lines are on stderr', async (t) => {
  const server = await startFaultServer(t, { b: answer(401), c: answer(404) });
  const args = ['a', 'b', 'c', '--json', '--ignore-missing', '--retries=0'];
  const { status, stdout, stderr } = await runCommand(args, { variables: variablesFor(server) });
  assert.equal(status, 1);
  const { results, closed, failed, error } = report(stdout);
  assert.deepEqual(
    results.map((/** @type {any} */ { batchId, outcome, status }) => [batchId, outcome, status]),
    [
      ['a', 'closed', 200],
      ['b', 'failed', 401],
      ['c', 'not-found', 404],
    ],
  );
  assert.deepEqual([closed, failed], [['a'], ['b']]);
  assert.deepEqual(Object.keys(error), ['code', 'message', 'hint']);
  assert.equal(error.code, 'UNAUTHORIZED');
  assert.match(stderr, /^closed a in \d+ ms$/m);
  assert.match(stderr, /^error: Batch "b" /m);
  assert.match(stderr, /^1 of 3 closed, 1 not found on /m);
});

test('a report without failure has no error', async (t) => {
  const server = await startFaultServer(t);
  const { stdout } = await runCommand(['a', '--json', '--quiet'], {
    variables: variablesFor(server),
  });
  const { error, closed } = report(stdout);
  assert.deepEqual([error, closed], [undefined, ['a']]);
});

test('a report of a shard has the shards, and what failed in the store', async (t) => {
  const server = await startFaultServer(t);
  const args = ['a', '--shard=1/2', '--json', '--store'];
  for (const [store, code] of [
    ['redis://127.0.0.1:9', 'STORE'],
    [`${pathToFileURL(os.tmpdir()).href}/gone`, 'INVALID_OPTION'],
  ]) {
    const first = await runCommand([...args, store, '--close-anyway', '--retries=0'], {
      variables: variablesFor(server),
    });
    const { storeError, closed } = report(first.stdout);
    assert.deepEqual([storeError.code, closed], [code, ['a']]);
  }
  const { url } = startFolderStore(t);
  const second = await runCommand([...args, url], { variables: variablesFor(server) });
  assert.equal(report(second.stdout).shards.total, 2);
});

test('every error names options as the command does', async (t) => {
  const server = await startFaultServer(t, { a: answer(302) });
  const { stdout } = await runCommand(['a', '--json'], { variables: variablesFor(server) });
  const { error, results } = report(stdout);
  assert.match(error.hint, /--server-url/);
  assert.equal(results[0].error.hint, error.hint);
});

test('several failures are one error', async (t) => {
  const server = await startFaultServer(t, { a: answer(401), b: answer(401) });
  const { stdout } = await runCommand(['a', 'b', '--json'], { variables: variablesFor(server) });
  assert.equal(report(stdout).error.code, 'CLOSE_FAILED');
});

test('a signal leaves a whole report', async (t) => {
  const { step, arrived } = held(closing);
  const server = await startFaultServer(t, { a: step });
  const { child, ended } = startCommand(['a', '--json'], { variables: variablesFor(server) });
  await arrived;
  child.kill('SIGINT');
  const { stdout } = await ended();
  assert.equal(report(stdout).results[0].error.code, 'ABORTED');
});

test('wrong settings are a report without results', async () => {
  const variables = { APPLITOOLS_API_KEY: KEY };
  const { status, stdout } = await runCommand(['a', '--json', '--retries', 'x'], { variables });
  assert.equal(status, 2);
  const { error, ...lists } = report(stdout);
  assert.deepEqual(lists, { results: [], closed: [], failed: [] });
  assert.equal(error.code, 'INVALID_OPTION');
});

test('a dry run has its requests as data', async (t) => {
  const server = await startFaultServer(t);
  const { status, stdout, stderr } = await runCommand(['a', '--json', '--dry-run'], {
    variables: variablesFor(server),
  });
  assert.equal(status, 0);
  const url = `${server.url}/api/sessions/batches/a/close/bypointerid?apiKey=***`;
  assert.deepEqual(JSON.parse(stdout), { requests: [{ method: 'DELETE', url, headers: {} }] });
  assert.equal(stderr, '');
});

describe('--report', () => {
  test('writes what --json prints, whatever became of the batches', async (t) => {
    const server = await startFaultServer(t, { b: answer(401) });
    const file = path.join(temporaryFolder(t), 'report.json');
    const args = ['a', 'b', '--report', file, '--json'];
    const { status, stdout } = await runCommand(args, { variables: variablesFor(server) });
    assert.equal(status, 1);
    assert.equal(fs.readFileSync(file, 'utf8'), stdout);
    assert.deepEqual(report(stdout).closed, ['a']);
  });

  test('of run leaves the output to the command', async (t) => {
    const server = await startFaultServer(t, { a: answer(302) });
    const file = path.join(temporaryFolder(t), 'report.json');
    const args = ['run', '--report', file, '--', process.execPath, '-e', 'console.log("its own")'];
    const variables = variablesFor(server, { APPLITOOLS_BATCH_ID: 'a' });
    const { status, stdout } = await runCommand(args, { variables });
    assert.deepEqual([status, stdout], [1, 'its own\n']);
    const { failed, error } = report(fs.readFileSync(file, 'utf8'));
    assert.deepEqual([failed, error.code], [['a'], 'UNEXPECTED_RESPONSE']);
    assert.match(error.hint, /--server-url/);
  });

  test('of run has no results where the batch is left open', async (t) => {
    const server = await startFaultServer(t);
    const file = path.join(temporaryFolder(t), 'report.json');
    const variables = variablesFor(server, { APPLITOOLS_BATCH_ID: 'a', EYES_BATCH_CLOSE: 'false' });
    const args = ['run', '--report', file, '--', 'true'];
    assert.equal((await runCommand(args, { variables })).status, 0);
    const nothing = { results: [], closed: [], failed: [] };
    assert.deepEqual(report(fs.readFileSync(file, 'utf8')), nothing);
  });

  for (const args of [['a'], ['run', '--', 'true']]) {
    test(`that can not be written fails ${args[0]} with 1, and the batch is closed`, async (t) => {
      const server = await startFaultServer(t);
      const gone = path.join(temporaryFolder(t), 'gone', 'report.json');
      const { status, stderr } = await runCommand(args.toSpliced(1, 0, '--report', gone), {
        variables: variablesFor(server, { APPLITOOLS_BATCH_ID: 'a' }),
      });
      assert.equal(status, 1);
      assert.match(stderr, /^error: --report \S+ was not written: ENOENT/m);
      assert.equal(server.seen.length, 1);
    });
  }

  test('has no file where nothing is sent', async (t) => {
    const server = await startFaultServer(t);
    const file = path.join(temporaryFolder(t), 'report.json');
    const args = ['a', '--report', file, '--dry-run'];
    assert.equal((await runCommand(args, { variables: variablesFor(server) })).status, 0);
    assert.ok(!fs.existsSync(file));
  });
});
