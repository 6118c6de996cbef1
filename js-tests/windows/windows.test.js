// @ts-check
'use strict';

// What is Windows' own: arguments, drive letters, quoting for cmd, batch files, variables in any case.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { startWindows, windowsName } = require('./wine.js');

/** @type {ReturnType<typeof startWindows>} */
let windows;
before(() => {
  windows = startWindows();
});
after(() => windows.remove());

const gitlab = { GITLAB_CI: 'true', CI_PIPELINE_ID: '7' };

/** Lines, whichever way they end. @param {string} text */
const lines = (text) => text.split(/\r?\n/);

test('id prints the ID of the CI run, and a fresh one', () => {
  assert.deepEqual(windows.run(['id'], gitlab), { status: 0, stdout: 'gitlab-7\n', stderr: '' });
  assert.match(windows.run(['id']).stdout, /^\d{4}-\d\d-\d\dt[a-z0-9-]+-[0-9a-f]{16}\n$/);
});

test('variables are found in whichever case', () => {
  const { stdout } = windows.run(['id'], { applitools_Batch_Id: 'nightly' });
  assert.equal(stdout, 'nightly\n');
});

test('arguments come as they are', () => {
  const args = ['a b', 'é漢', "it's", 'x"y', '50%', '&^', '--dry-run'];
  const { status, stdout } = windows.run(args, { APPLITOOLS_SERVER_URL: 'http://eyes.example' });
  assert.equal(status, 0);
  const ids = lines(stdout).map((line) => /batches\/(.*)\/close/.exec(line)?.[1]);
  assert.deepEqual(
    ids.filter(Boolean).map((id) => decodeURIComponent(`${id}`)),
    args.slice(0, -1),
  );
  assert.equal(windows.run(['--tiemout']).status, 2);
});

test('a file of IDs may have its lines end as on Windows', () => {
  fs.writeFileSync(path.join(windows.project, 'ids.txt'), '# IDs\r\na\r\nb c\r\n');
  const { stdout } = windows.run(['--from', '.\\ids.txt', '--dry-run', '--json']);
  const { requests } = JSON.parse(stdout);
  const ids = requests.map((/** @type {any} */ { url }) => /batches\/(.*)\/close/.exec(url)?.[1]);
  assert.deepEqual(ids, ['a', 'b%20c']);
});

test('cmd runs the lines of env', () => {
  const name = "Nightly & co | <it's> ^ (7)";
  const args = ['env', '--format', 'cmd', '--batch-name', name];
  const text = ['@echo off', ...lines(windows.run(args, gitlab).stdout), 'set', ''].join('\r\n');
  fs.writeFileSync(path.join(windows.project, 'vars.cmd'), text);
  const set = lines(windows.cmd('vars.cmd').stdout);
  for (const line of [
    'APPLITOOLS_BATCH_ID=gitlab-7',
    'APPLITOOLS_DONT_CLOSE_BATCHES=true',
    'EYES_BATCH_CLOSE=false',
    `APPLITOOLS_BATCH_NAME=${name}`,
  ]) {
    assert.ok(set.includes(line), `${line}\n${set.join('\n')}`);
  }
});

describe('the folder store', () => {
  for (const [name, folder] of /** @type {const} */ ([
    ['on a drive of its own', () => [path.join(windows.project, 'store'), '']],
    ['with a blank', () => [path.join(windows.driveC, 'with blank'), 'file:///C:/with%20blank/']],
  ])) {
    test(`${name} counts two shards`, () => {
      const [own, url] = folder();
      fs.mkdirSync(own);
      const store = url || `file:///${encodeURI(windowsName(own).replaceAll('\\', '/'))}`;
      const variables = { EYES_BATCH_STORE: store, APPLITOOLS_API_KEY: 'k' };
      const first = windows.run(['a', '--shard', '1/2'], variables);
      const stdout = '1 of 2 shards done, not closing yet\n';
      assert.deepEqual(first, { status: 0, stdout, stderr: '' });
      const missing = windows.run(['status', 'a', '--check'], variables);
      assert.deepEqual(
        [missing.status, missing.stdout],
        [1, '1 of 2 shards done\ndone: 1; missing: 2\n'],
      );
      // It closes, but nothing can be reached there.
      const last = windows.run(['a', '--shard', '2/2', '--retries=0', '--timeout=2000'], variables);
      assert.equal(last.status, 1, last.stderr);
      const status = windows.run(['status', 'a'], variables);
      assert.match(status.stdout, /^2 of 2 shards done\ndone: 1, 2\nthe call of shard 2 failed/);
    });
  }
});

describe('run', () => {
  /** Nothing is to be closed, as nothing can be reached. */
  const variables = { EYES_BATCH_CLOSE: 'false' };
  const words = ['a b', 'q"x', '"', '^', 'a&b', "it's", '$x', '<x>', '(a)', 'é漢', '', '--help'];
  const show =
    'console.log(JSON.stringify([process.env.APPLITOOLS_DONT_CLOSE_BATCHES, ...process.argv.slice(2)]))';

  /** @param {string[]} command */
  const run = (...command) => windows.run(['run', '--quiet', '--', ...command], variables);

  // Without a percent sign: Wine's cmd reads `^%` in another way than that of Windows.
  test('starts a batch file, hands its arguments on, and has its exit status', () => {
    const folder = path.join(windows.project, 'tools');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'show.js'), show);
    const call = `@"${windowsName(windows.node)}" "%~dp0show.js" %*`;
    fs.writeFileSync(path.join(folder, 'show.cmd'), `${call}\r\n@exit /b 7\r\n`);
    for (const program of ['tools\\show.cmd', 'tools\\show', 'tools/show.cmd']) {
      const { status, stdout, stderr } = run(program, ...words);
      assert.equal(status, 7, stderr);
      assert.deepEqual(JSON.parse(stdout), ['true', ...words]);
    }
  });

  test('starts a program, hands its arguments on, and has its exit status', () => {
    fs.writeFileSync(path.join(windows.project, 'show.js'), `${show}; process.exitCode = 3;`);
    const all = [...words, '%PATH%', '50%', '\\', 'a\\"b'];
    const { status, stdout, stderr } = run(windowsName(windows.node), 'show.js', ...all);
    assert.equal(status, 3, stderr);
    assert.deepEqual(JSON.parse(stdout), ['true', ...all]);
  });

  test('says when there is no such command', () => {
    const stderr = 'error: there is no command no-such-command\n';
    assert.deepEqual(run('no-such-command'), { status: 127, stdout: '', stderr });
  });
});
