// @ts-check
'use strict';

// --from: batch IDs from a file or standard input, whatever system wrote them.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, describe, test } = require('node:test');
const { masked, runCommand, variablesFor } = require('../support/cli.js');
const { startFaultServer } = require('../support/fault-server.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

const cwd = temporaryFolder({ after });

describe('a file', () => {
  const lines = 'a\r\n\r\nb c\r\n\u{e9}\r\n';
  /** @type {[name: string, content: Buffer][]} */
  const table = [
    ['of plain lines', Buffer.from('a\nb c\n\u{e9}')],
    ['with Windows line ends and blank lines', Buffer.from(lines)],
    ['with a byte order mark', Buffer.from(`\u{feff}${lines}`)],
    ['in UTF-16, as Windows PowerShell writes it', Buffer.from(`\u{feff}${lines}`, 'utf16le')],
  ];
  for (const [name, content] of table) {
    test(`${name} names a batch in each line`, async (t) => {
      fs.writeFileSync(path.join(cwd, 'ids.txt'), content);
      const server = await startFaultServer(t);
      const args = ['--from', 'ids.txt'];
      const { status, stdout, stderr } = await runCommand(args, {
        cwd,
        variables: variablesFor(server),
      });
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(masked(stdout), /^3 of 3 closed on \S+, named by --from$/m);
      assert.deepEqual(
        server.seen.map(({ batchId }) => batchId),
        ['a', 'b c', '\u{e9}'],
      );
    });
  }

  test('and arguments together name batches', async (t) => {
    fs.writeFileSync(path.join(cwd, 'ids.txt'), 'a\nb\n');
    const server = await startFaultServer(t);
    const args = ['z', 'a', '--from', 'ids.txt'];
    const { stdout } = await runCommand(args, { cwd, variables: variablesFor(server) });
    assert.match(masked(stdout), /^3 of 3 closed on \S+, named by the arguments and --from$/m);
  });

  /** @type {[name: string, content: string | Buffer, says: RegExp][]} */
  const refused = [
    ['that is empty', '', /^error: --from ids\.txt has no batch ID in any line\. /],
    ['of blank lines', '\r\n \r\n', /^error: --from ids\.txt has no batch ID in any line\. /],
    [
      'with a bad line',
      'a\n\nnull\n',
      /^error: --from ids\.txt, line 3 is the word undefined or null, /,
    ],
    [
      'of other bytes',
      Buffer.from([0x61, 0x0a, 0xff]),
      /^error: --from ids\.txt, line 2 is not in UTF-8/,
    ],
  ];
  for (const [name, content, says] of refused) {
    test(`${name} is refused before anything is sent`, async (t) => {
      fs.writeFileSync(path.join(cwd, 'ids.txt'), content);
      const server = await startFaultServer(t);
      const variables = variablesFor(server, { APPLITOOLS_BATCH_ID: 'x' });
      const { status, stderr } = await runCommand(['--from', 'ids.txt'], { cwd, variables });
      assert.equal(status, 2);
      assert.match(stderr, says);
      assert.deepEqual(server.seen, []);
    });
  }

  for (const [file, code] of [
    ['missing.txt', 'ENOENT'],
    ['.', 'EISDIR'],
  ]) {
    test(`that can't be read (${code}) is named`, async () => {
      const { status, stdout, stderr } = await runCommand(['--from', file, '--json'], { cwd });
      assert.equal(status, 2);
      assert.ok(stderr.startsWith(`error: --from ${file} can't be read: ${code}\n`), stderr);
      assert.equal(JSON.parse(stdout).error.code, 'INVALID_OPTION');
    });
  }
});

test('5,000 IDs on standard input are closed', async (t) => {
  const ids = Array.from({ length: 5_000 }, (_, at) => `batch-${at}`);
  const server = await startFaultServer(t);
  const input = ids.map((id) => `${id}\r\n`).join('');
  const args = ['--from', '-', '--concurrency', '32'];
  const { status, stdout, stderr } = await runCommand(args, {
    input,
    variables: variablesFor(server),
  });
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^5000 of 5000 closed on \S+, named by --from\n$/);
  assert.deepEqual(new Set(server.seen.map(({ batchId }) => batchId)), new Set(ids));
});

test('standard input without an ID closes nothing', async () => {
  const { status, stderr } = await runCommand(['--from', '-'], { input: '' });
  assert.equal(status, 2);
  assert.match(stderr, /^error: --from - has no batch ID in any line\. /);
});
