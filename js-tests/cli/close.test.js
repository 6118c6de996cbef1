// @ts-check
'use strict';

// eyes-batch-close close: which batches it closes, what it says of them, and its exit status.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { KEY, masked, runCommand, variablesFor } = require('../support/cli.js');
const { answer, hang, startFaultServer } = require('../support/fault-server.js');

const SERVER = 'http://127.0.0.1:PORT';
const INVALID = 'is the word undefined or null, which an unset variable leaves behind';
const ID_HINT = 'Give the ID that the tests ran with (their APPLITOOLS_BATCH_ID).';

/** @param {{ seen: { batchId?: string }[] }} server */
const closedIds = ({ seen }) => seen.map(({ batchId }) => batchId);

describe('the batches', () => {
  /** @type {[name: string, args: string[], variables: Record<string, string>, ids: string[], by: string][]} */
  const table = [
    ['of the arguments', ['a', 'b c'], { APPLITOOLS_BATCH_ID: 'x' }, ['a', 'b c'], 'the arguments'],
    ['of the variable', [], { APPLITOOLS_BATCH_ID: 'x' }, ['x'], 'APPLITOOLS_BATCH_ID'],
    ['after the word close', ['close', 'id'], {}, ['id'], 'the arguments'],
    ['named as a command', ['close', 'close', 'serve'], {}, ['close', 'serve'], 'the arguments'],
    [
      'of the CI run',
      ['--ci'],
      { GITLAB_CI: 'true', CI_PIPELINE_ID: '7' },
      ['gitlab-7'],
      'this CI run',
    ],
    [
      'of the variable, in CI too',
      ['--ci'],
      { GITLAB_CI: 'true', CI_PIPELINE_ID: '7', APPLITOOLS_BATCH_ID: 'x' },
      ['x'],
      'APPLITOOLS_BATCH_ID',
    ],
  ];
  for (const [name, args, variables, ids, by] of table) {
    test(`${name} are closed`, async (t) => {
      const server = await startFaultServer(t);
      const ended = await runCommand(args, { variables: variablesFor(server, variables) });
      const lines = ids.map((id) => `closed ${id} in N ms\n`).sort();
      const summary = `${ids.length} of ${ids.length} closed on ${SERVER}, named by ${by}\n`;
      assert.deepEqual(
        {
          ...ended,
          stdout: masked(ended.stdout)
            .split(/(?<=\n)/)
            .sort(),
        },
        { status: 0, stdout: [summary, ...lines].sort(), stderr: '' },
      );
      assert.deepEqual(closedIds(server).toSorted(), ids.toSorted());
    });
  }

  for (const [name, args, variables, says] of /** @type {const} */ ([
    ['a blank argument', ['a', ''], {}, `argument 2 is blank. ${ID_HINT}`],
    ['the word undefined', ['undefined'], {}, `argument 1 ${INVALID}. ${ID_HINT}`],
    [
      'a variable undefined',
      [],
      { APPLITOOLS_BATCH_ID: 'undefined' },
      `APPLITOOLS_BATCH_ID ${INVALID}. Set it to the ID that the tests run with, or leave it unset.`,
    ],
    [
      'no ID',
      [],
      { APPLITOOLS_BATCH_ID: ' ', GITLAB_CI: 'true', CI_PIPELINE_ID: '7' },
      'no argument names a batch, nor does APPLITOOLS_BATCH_ID. Give the ID that the tests ran with, ' +
        'or set APPLITOOLS_BATCH_ID; --ci takes that of the CI run.',
    ],
  ])) {
    test(`${name} is refused before anything is sent`, async (t) => {
      const server = await startFaultServer(t);
      const ended = await runCommand([...args], { variables: variablesFor(server, variables) });
      assert.deepEqual(ended, { status: 2, stdout: '', stderr: `error: ${says}\n` });
      assert.deepEqual(server.seen, []);
    });
  }
});

describe('failures', () => {
  test('each has a line, a hint comes once, and the others are closed', async (t) => {
    const server = await startFaultServer(t, { a: answer(401), b: answer(401), c: answer(418) });
    const ended = await runCommand(['a', 'b', 'c', 'd', '--concurrency', '1'], {
      variables: variablesFor(server),
    });
    assert.equal(ended.status, 1);
    assert.equal(
      masked(ended.stdout),
      `closed d in N ms\n1 of 4 closed on ${SERVER}, named by the arguments\n`,
    );
    const lines = ended.stderr.split('\n');
    assert.match(lines[0], /^error: Batch "a" was not closed: .*401.*APPLITOOLS_API_KEY/);
    assert.match(lines[1], /^error: Batch "b" was not closed: .*401/);
    assert.ok(lines[0].length > lines[1].length + 20, 'the hint comes once');
    assert.match(lines[2], /^error: Batch "c" was not closed: .*418/);
    assert.deepEqual(lines.slice(3), ['']);
  });

  test('an unknown batch is a failure, and with --ignore-missing none', async (t) => {
    const server = await startFaultServer(t, { a: answer(404) });
    const strict = await runCommand(['a', '--retries', '0'], { variables: variablesFor(server) });
    assert.equal(strict.status, 1);
    const ended = await runCommand(['a', '--retries=0', '--ignore-missing'], {
      variables: variablesFor(server),
    });
    assert.deepEqual(
      { ...ended, stdout: masked(ended.stdout) },
      {
        status: 0,
        stdout:
          'not found: a, the server has no active batch of this ID\n' +
          `0 of 1 closed, 1 not found on ${SERVER}, named by the arguments\n`,
        stderr: '',
      },
    );
  });

  test('--no-fail exits with 0 all the same, but not where nothing could be tried', async (t) => {
    const server = await startFaultServer(t, { a: answer(401) });
    const ended = await runCommand(['a', '--no-fail'], { variables: variablesFor(server) });
    assert.equal(ended.status, 0);
    assert.match(ended.stderr, /^error: Batch "a" was not closed/);
    const wrong = await runCommand(['a', '--no-fail', '--retries', '200'], {
      variables: variablesFor(server),
    });
    assert.equal(wrong.status, 2);
  });

  test('an attempt that failed is followed by others', async (t) => {
    const server = await startFaultServer(t, { a: [answer(503), answer(200)] });
    const ended = await runCommand(['a', '--verbose'], { variables: variablesFor(server) });
    assert.deepEqual(
      { ...ended, stdout: masked(ended.stdout) },
      {
        status: 0,
        stdout: `closed a in N ms by attempt 2\n1 of 1 closed on ${SERVER}, named by the arguments\n`,
        stderr: 'attempt 1 for a: 503\nattempt 2 for a: 200\n',
      },
    );
  });

  test('--verbose says why there was no answer', async (t) => {
    const server = await startFaultServer(t, { a: hang });
    const args = ['a', '--verbose', '--timeout', '50', '--retries', '0'];
    const { status, stderr } = await runCommand(args, { variables: variablesFor(server) });
    assert.equal(status, 1);
    assert.match(
      masked(stderr),
      /^attempt 1 for a: http:\S+ gave no answer within timeout \(N ms\)\n/,
    );
  });
});

describe('of many batches', () => {
  const ids = Array.from({ length: 30 }, (_, at) => `batch-${at}`);

  test('the closed ones are counted, and named with --verbose', async (t) => {
    const server = await startFaultServer(t);
    const summary = `30 of 30 closed on ${SERVER}, named by the arguments\n`;
    const short = await runCommand(ids, { variables: variablesFor(server) });
    assert.equal(masked(short.stdout), summary);
    const long = await runCommand([...ids, '--verbose'], { variables: variablesFor(server) });
    assert.equal(long.stdout.match(/^closed batch-\d+ in \d+ ms$/gm)?.length, 30);
  });

  test('the first twenty failures are named, and all with --verbose', async (t) => {
    const server = await startFaultServer(t, {
      '*': answer(401),
      ...Object.fromEntries(ids.map((id) => [id, answer(401)])),
    });
    const short = await runCommand(ids, { variables: variablesFor(server) });
    assert.equal(short.stderr.match(/^error: Batch /gm)?.length, 20);
    assert.match(short.stderr, /\nerror: 10 more were not closed; --verbose names them\n$/);
    const long = await runCommand([...ids, '--verbose'], { variables: variablesFor(server) });
    assert.equal(long.stderr.match(/^error: Batch /gm)?.length, 30);
    assert.doesNotMatch(long.stderr, /more were/);
  });
});

test('--quiet says nothing but warnings and errors', async (t) => {
  const server = await startFaultServer(t, { b: answer(401) });
  const variables = variablesFor(server);
  assert.deepEqual(await runCommand(['a', '--quiet'], { variables }), {
    status: 0,
    stdout: '',
    stderr: '',
  });
  const ended = await runCommand(['a', 'b', '--quiet'], { variables });
  assert.deepEqual([ended.status, ended.stdout], [1, '']);
  assert.match(ended.stderr, /^error: Batch "b" .*\n$/);
});

test('--dry-run prints the requests and sends nothing', async (t) => {
  const server = await startFaultServer(t);
  const ended = await runCommand(['a', 'b c', '--dry-run'], { variables: variablesFor(server) });
  const line = (/** @type {string} */ id) =>
    `curl -X DELETE '${SERVER}/api/sessions/batches/${id}/close/bypointerid?apiKey=***'\n`;
  assert.deepEqual(
    { ...ended, stdout: masked(ended.stdout) },
    { status: 0, stdout: line('a') + line('b%20c'), stderr: '' },
  );
  assert.deepEqual(server.seen, []);
});

test('a key in the arguments works, with a warning; that of the variable comes without', async (t) => {
  const server = await startFaultServer(t);
  const { APPLITOOLS_API_KEY: _, ...variables } = variablesFor(server);
  const ended = await runCommand(['a', '--api-key', KEY, '--quiet'], { variables });
  assert.deepEqual(ended, {
    status: 0,
    stdout: '',
    stderr: 'warning: --api-key is visible in the process list: set APPLITOOLS_API_KEY\n',
  });
  assert.ok(server.seen[0].url.endsWith(`?apiKey=${encodeURIComponent(KEY)}`));
});
