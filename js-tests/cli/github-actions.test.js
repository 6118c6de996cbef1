// @ts-check
'use strict';

// In GitHub Actions an error is an annotation too, and the results are a table in the job summary; elsewhere nothing is.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, describe, test } = require('node:test');
const { assertWithoutKey, masked, runCommand, variablesFor } = require('../support/cli.js');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

const folder = temporaryFolder({ after });

/** @param {string} name */
const actions = (name) => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_STEP_SUMMARY: path.join(folder, name),
});

/** @param {string} name */
function summary(name) {
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  assertWithoutKey(text);
  return text.replace(/<td>\d+<\/td><\/tr>$/gm, '<td>N</td></tr>');
}

const HEAD =
  '<h3>Eyes batches</h3>\n<table>\n<tr><th>batch</th><th>outcome</th><th>attempts</th><th>ms</th></tr>\n';

/** @param {string} id as HTML */
const closedRow = (id) => `<tr><td><code>${id}</code></td><td>closed</td><td>1</td><td>N</td></tr>`;

test('the results are a table that no ID can break, what failed first', async (t) => {
  const server = await startFaultServer(t, { b: answer(418) });
  const ids = ['a', 'x|y<b>`*&', '[a](http://b)', 'b'];
  const { status, stdout } = await runCommand(ids, {
    variables: variablesFor(server, actions('table.md')),
  });
  assert.equal(status, 1);
  assert.doesNotMatch(stdout, /^::/m);
  const text = summary('table.md');
  assert.ok(text.startsWith(HEAD), text);
  const [failed, ...others] = text.slice(HEAD.length).split('\n');
  assert.match(
    failed,
    /^<tr><td><code>b<\/code><\/td><td><code>Batch "b" was not closed: .*418.*<\/code><\/td><td>1<\/td><td>N<\/td><\/tr>$/,
  );
  assert.deepEqual(others, [
    closedRow('a'),
    closedRow('x|y&lt;b&gt;`*&amp;'),
    closedRow('[a](http://b)'),
    '</table>',
    '',
    '',
  ]);
});

test('tables of several steps follow each other', async (t) => {
  const server = await startFaultServer(t);
  const variables = variablesFor(server, actions('steps.md'));
  await runCommand(['a'], { variables });
  await runCommand(['b'], { variables });
  const table = (/** @type {string} */ id) => `${HEAD}${closedRow(id)}\n</table>\n\n`;
  assert.equal(summary('steps.md'), table('a') + table('b'));
});

test('a table has a hundred rows at most', async (t) => {
  const server = await startFaultServer(t);
  const ids = Array.from({ length: 120 }, (_, at) => `batch-${at}`);
  await runCommand(ids, { variables: variablesFor(server, actions('many.md')) });
  const text = summary('many.md');
  assert.equal(text.match(/^<tr><td><code>batch-/gm)?.length, 100);
  assert.ok(text.endsWith('\n</table>\n<p>and 20 more</p>\n\n'), text.slice(-40));
});

test('an error is one annotation in a line, escaped', async (t) => {
  const server = await startFaultServer(t, { 'a%': answer(418), b: answer(418) });
  const args = ['a%', 'b', '--json', '--quiet'];
  const { stdout, stderr } = await runCommand(args, {
    variables: variablesFor(server, actions('error.md')),
  });
  const lines = stderr.split('\n').filter((line) => line.startsWith('::'));
  assert.equal(lines.length, 1, stderr);
  assert.match(
    masked(lines[0]),
    /^::error title=eyes-batch-close::2 of 2 batches were not closed:%0A- Batch "a%25" .*%0A- Batch "b" /,
  );
  assert.equal(JSON.parse(stdout).error.code, 'CLOSE_FAILED');
});

describe('with --ignore-missing', () => {
  const args = ['--ignore-missing', '--retries=0'];
  for (const [name, ids, says] of /** @type {const} */ ([
    ['one that is not found', ['a%'], 'the server has no active batch a%25'],
    ['several that are not found', ['a', 'b'], 'the server has no active batch of these 2 IDs'],
  ])) {
    test(`${name} is one notice that none was closed`, async (t) => {
      const server = await startFaultServer(t, { '*': answer(404) });
      const { status, stderr } = await runCommand([...ids, ...args], {
        variables: variablesFor(server, { GITHUB_ACTIONS: 'true' }),
      });
      const notice = `::notice title=eyes-batch-close::No batch was closed: ${says}\n`;
      assert.deepEqual([status, stderr], [0, notice]);
    });
  }

  test('one that is closed, or fails, is none, nor is --quiet', async (t) => {
    const server = await startFaultServer(t, { a: answer(404), b: answer(401) });
    const variables = variablesFor(server, { GITHUB_ACTIONS: 'true' });
    for (const others of [['b'], ['c'], ['--quiet']]) {
      const { stderr } = await runCommand(['a', ...others, ...args], { variables });
      assert.doesNotMatch(stderr, /^::notice/m);
    }
  });
});

test('wrong settings are an annotation, and no table', async () => {
  const { status, stderr } = await runCommand([], { variables: actions('none.md') });
  assert.equal(status, 2);
  assert.match(stderr, /^::error title=eyes-batch-close::no argument names a batch, /m);
  assert.ok(!fs.existsSync(path.join(folder, 'none.md')));
});

for (const [args, says] of /** @type {const} */ ([
  [['--tiemout'], 'unknown option --tiemout; did you mean --timeout?'],
  [
    ['id'],
    'APPLITOOLS_BATCH_ID is the word undefined or null, which an unset variable leaves behind. ',
  ],
])) {
  test(`wrong ${args} is an annotation`, async () => {
    const variables = { GITHUB_ACTIONS: 'true', APPLITOOLS_BATCH_ID: 'undefined' };
    const { status, stderr } = await runCommand([...args], { variables });
    assert.equal(status, 2);
    assert.ok(stderr.includes(`\n::error title=eyes-batch-close::${says}`), stderr);
  });
}

test('a summary that can not be written is a warning', async (t) => {
  const server = await startFaultServer(t);
  const variables = variablesFor(server, { ...actions('.'), GITHUB_STEP_SUMMARY: folder });
  const { status, stderr } = await runCommand(['a'], { variables });
  assert.equal(status, 0);
  assert.match(stderr, /^warning: the job summary was not written: .*EISDIR/);
});

test('outside of GitHub Actions there is neither an annotation nor a table', async (t) => {
  const server = await startFaultServer(t, { a: answer(418) });
  const { GITHUB_STEP_SUMMARY } = actions('elsewhere.md');
  const { stdout, stderr } = await runCommand(['a'], {
    variables: variablesFor(server, { GITHUB_STEP_SUMMARY }),
  });
  assert.doesNotMatch(stdout + stderr, /^::/m);
  assert.ok(!fs.existsSync(GITHUB_STEP_SUMMARY));
});
