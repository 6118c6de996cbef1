// @ts-check
'use strict';

// eyes-batch-close id: one ID for all jobs of a run, and why it is that one.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { runCommand } = require('../support/cli.js');
const { startFolderStore } = require('../support/temporary-folder.js');

const github = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '41', GITHUB_RUN_ATTEMPT: '2' };

/** @type {[name: string, variables: Record<string, string>, id: string, origin: string][]} */
const table = [
  [
    'the variable, in CI too',
    { ...github, APPLITOOLS_BATCH_ID: ' nightly ' },
    'nightly',
    'from APPLITOOLS_BATCH_ID',
  ],
  ['GitHub Actions', github, 'github-41-2', 'the same in all jobs of this CI run, of github'],
  [
    'GitLab CI, where the variable is blank',
    { CI: 'true', GITLAB_CI: 'true', CI_PIPELINE_ID: '7', APPLITOOLS_BATCH_ID: '' },
    'gitlab-7',
    'the same in all jobs of this CI run, of gitlab',
  ],
];
for (const [name, variables, id, origin] of table) {
  test(`it is that of ${name}`, async () => {
    const stdout = `${id}\n`;
    assert.deepEqual(await runCommand(['id'], { variables }), { status: 0, stdout, stderr: '' });
    const stderr = `${id}: ${origin}\n`;
    assert.deepEqual(await runCommand(['id', '--explain'], { variables }), {
      status: 0,
      stdout,
      stderr,
    });
  });
}

test('outside of any CI it is a fresh one each time', async () => {
  const first = await runCommand(['id', '--explain']);
  const second = await runCommand(['id']);
  assert.match(first.stdout, /^\d{4}-\d\d-\d\dt\d\d-\d\d-\d\d-[a-z0-9-]+-[0-9a-f]{16}\n$/);
  assert.notEqual(first.stdout, second.stdout);
  assert.equal(second.stderr, '');
  assert.equal(
    first.stderr,
    `${first.stdout.trim()}: made by this call, as no CI was recognised\n`,
  );
});

for (const [name, variables, reason] of /** @type {const} */ ([
  ['an unknown CI', { CI: 'true' }, 'no CI was recognised'],
  ['TeamCity', { TEAMCITY_VERSION: '1' }, 'teamcity has no ID that all jobs of a run share'],
])) {
  test(`in ${name}, where other jobs get another one, it warns`, async () => {
    const { status, stdout, stderr } = await runCommand(['id'], { variables });
    assert.equal(status, 0);
    assert.match(stdout, /^\S+\n$/);
    assert.equal(
      stderr,
      `warning: no other job has this ID: made by this call, as ${reason}. ` +
        'Set APPLITOOLS_BATCH_ID to the same in all jobs.\n',
    );
  });
}

test('a variable that went wrong gives no ID', async () => {
  const variables = { GITLAB_CI: 'true', CI_PIPELINE_ID: '7', APPLITOOLS_BATCH_ID: 'undefined' };
  assert.deepEqual(await runCommand(['id'], { variables }), {
    status: 2,
    stdout: '',
    stderr:
      'error: APPLITOOLS_BATCH_ID is the word undefined or null, which an unset variable leaves behind. ' +
      'Set it to the ID that the tests run with, or leave it unset.\n',
  });
});

describe('id --run', () => {
  test('gives all who call with one name the same ID, whoever comes first', async (t) => {
    const { url } = startFolderStore(t);
    const call = (
      /** @type {string} */ name,
      /** @type {Record<string, string>} */ variables = {},
    ) => runCommand(['id', '--run', name, '--store', url], { variables });
    const calls = await Promise.all(Array.from({ length: 6 }, () => call('build 7')));
    const [{ stdout }] = calls;
    assert.match(stdout, /^\d{4}-\d\d-\d\dt\S+-[0-9a-f]{16}\n$/);
    for (const each of calls) assert.deepEqual(each, { status: 0, stdout, stderr: '' });
    assert.notEqual((await call('build 8')).stdout, stdout);
    // In whichever job, and whatever it knows of a server.
    const elsewhere = { GITLAB_CI: 'true', CI_PIPELINE_ID: '7', APPLITOOLS_SERVER_URL: 'http://a' };
    assert.equal((await call('build 7', elsewhere)).stdout, stdout);
  });

  test('says where it came from; APPLITOOLS_BATCH_ID wins', async (t) => {
    const { url: EYES_BATCH_STORE } = startFolderStore(t);
    const args = ['id', '--run', 'build 7', '--explain'];
    const shared = await runCommand(args, { variables: { EYES_BATCH_STORE } });
    const id = shared.stdout.trim();
    assert.equal(shared.stderr, `${id}: the same for all callers of the run build 7\n`);
    const variables = { EYES_BATCH_STORE: 'file:///gone', APPLITOOLS_BATCH_ID: 'nightly' };
    assert.deepEqual(await runCommand(args, { variables }), {
      status: 0,
      stdout: 'nightly\n',
      stderr: 'nightly: from APPLITOOLS_BATCH_ID\n',
    });
  });
});
