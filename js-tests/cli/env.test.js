// @ts-check
'use strict';

// eyes-batch-close env: the variables of a job, quoted for whoever reads them.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { bin, runCommand } = require('../support/cli.js');
const { environmentOf } = require('../support/environment.js');
const { startFolderStore, temporaryFolder } = require('../support/temporary-folder.js');

const gitlab = { CI: 'true', GITLAB_CI: 'true', CI_PIPELINE_ID: '7' };

test('without more it has the ID of the CI run, and two switches', async () => {
  assert.deepEqual(await runCommand(['env'], { variables: gitlab }), {
    status: 0,
    stdout:
      "export APPLITOOLS_BATCH_ID='gitlab-7'\n" +
      "export APPLITOOLS_DONT_CLOSE_BATCHES='true'\nexport EYES_BATCH_CLOSE='false'\n",
    stderr: '',
  });
});

/** @type {[format: string, lines: string[]][]} */
const formats = [
  ['sh', ["export APPLITOOLS_BATCH_NAME='it'\\''s'", "export APPLITOOLS_BATCH_BUILD_ID='7 & 8'"]],
  [
    'powershell',
    ["$env:APPLITOOLS_BATCH_NAME = 'it''s'", "$env:APPLITOOLS_BATCH_BUILD_ID = '7 & 8'"],
  ],
  ['cmd', ['set "APPLITOOLS_BATCH_NAME=it\'s"', 'set "APPLITOOLS_BATCH_BUILD_ID=7 & 8"']],
  ['dotenv', ["APPLITOOLS_BATCH_NAME=it's", 'APPLITOOLS_BATCH_BUILD_ID=7 & 8']],
];
for (const [format, lines] of formats) {
  test(`--format ${format}`, async () => {
    const args = ['env', '--format', format, '--batch-name', "it's", '--batch-build-id', ' 7 & 8 '];
    const { status, stdout, stderr } = await runCommand(args, { variables: gitlab });
    assert.deepEqual([status, stderr], [0, '']);
    assert.deepEqual(stdout.split('\n').slice(3), [...lines, '']);
  });
}

test('--format json is data', async () => {
  const args = ['env', '--format=json', '--batch-name', 'Nightly ##[x]'];
  const { stdout } = await runCommand(args, { variables: gitlab });
  assert.deepEqual(JSON.parse(stdout), {
    APPLITOOLS_BATCH_ID: 'gitlab-7',
    APPLITOOLS_DONT_CLOSE_BATCHES: 'true',
    EYES_BATCH_CLOSE: 'false',
    APPLITOOLS_BATCH_NAME: 'Nightly ##[x]',
  });
});

describe('a value comes out as it went in:', () => {
  const hard = '$(x) `y` "z" \\ it\'s ; & | < > * # % ! ~ é漢';

  test('sh', () => {
    const call = `eval "$("$0" "$1" env --batch-name "$2")"; printf %s "$APPLITOOLS_BATCH_NAME"`;
    const words = ['-c', call, process.execPath, bin, hard];
    assert.equal(execFileSync('sh', words, { encoding: 'utf8', env: environmentOf() }), hard);
  });

  test('dotenv, as Node reads it', async (t) => {
    const name = 'it\'s "z" \\ & | % ! é漢';
    const args = ['env', '--format=dotenv', '--batch-name', name];
    const file = path.join(temporaryFolder(t), '.env');
    fs.writeFileSync(file, (await runCommand(args)).stdout);
    const script = 'process.stdout.write(process.env.APPLITOOLS_BATCH_NAME)';
    const words = [`--env-file=${file}`, '-e', script];
    const read = execFileSync(process.execPath, words, { encoding: 'utf8', env: environmentOf() });
    assert.equal(read, name);
  });
});

describe('refused, and nothing is printed:', () => {
  const name = 'APPLITOOLS_BATCH_NAME has';
  for (const [args, says] of /** @type {[string[], string][]} */ ([
    [['--format=xml'], '--format must be one of sh, powershell, cmd, dotenv, json, not "xml"'],
    [['--batch-name', ' '], '--batch-name is blank'],
    [['--batch-build-id='], '--batch-build-id is blank'],
    [['--batch-name', 'a\nb'], `${name} a control character, which --format sh can't carry`],
    [['--format=cmd', '--batch-name', '100%'], `${name} " % or !, which --format cmd can't carry`],
    [
      ['--format=dotenv', '--batch-name', 'Nightly #7'],
      `${name} # or $, or a quotation mark at its beginning, which --format dotenv can't carry`,
    ],
  ])) {
    test(args.join(' '), async () => {
      const ended = await runCommand(['env', ...args], { variables: gitlab });
      assert.deepEqual(ended, { status: 2, stdout: '', stderr: `error: ${says}\n` });
    });
  }
});

test('--run takes the ID of the store', async (t) => {
  const { url } = startFolderStore(t);
  const args = ['--run', 'build 7', '--store', url];
  const id = (await runCommand(['id', ...args])).stdout.trim();
  const { stdout } = await runCommand(['env', ...args]);
  assert.ok(stdout.startsWith(`export APPLITOOLS_BATCH_ID='${id}'\n`), stdout);
});

for (const command of ['id', 'env']) {
  for (const id of ['4712', '0042', '1e5']) {
    test(`${command} warns of ${id}, which some SDKs read as a number`, async () => {
      const { status, stdout, stderr } = await runCommand([command], {
        variables: { APPLITOOLS_BATCH_ID: id },
      });
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`\\b${id}\\b`));
      assert.match(stderr, new RegExp(`^warning: .* ${id} as a number, .*\\n$`));
    });
  }
}
