// @ts-check
'use strict';

// Batch ID, commit and build ID in a CI whose server has an SCM integration: what eyes-images makes of them, and with
// what a batch is to be closed.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const sdk = require('./sdk.js');

const ci = { CI: 'true', GITHUB_RUN_ID: 'run-41', GITHUB_HEAD_REF: 'fix' };
const session = ['node', path.join(__dirname, 'eyes-images/session.js'), 'Home'];

let repository = '';
let commit = '';

before(() => {
  repository = fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-batch-close-'));
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
      cwd: repository,
      encoding: 'utf8',
    });
  git('init', '--quiet', '--initial-branch', 'fix');
  git('remote', 'add', 'origin', 'https://github.example/shop/web.git');
  git('commit', '--quiet', '--allow-empty', '--message', 'A fix');
  commit = git('rev-parse', 'HEAD').trim();
});
after(() => fs.rmSync(repository, { recursive: true }));

/**
 * Runs one session, and gives its batch and the requests to close it.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} variables
 * @param {boolean} [scm]
 */
async function runSession(t, variables, scm = true) {
  /** @type {string[]} */
  const warnings = [];
  const place = await sdk.startPlace(t, {
    scm,
    onWarning: (message) => void warnings.push(message),
  });
  const output = await sdk.runAll(place, repository, [session], { ...ci, ...variables });
  const closes = place.requests
    .filter((line) => line.includes('/close/'))
    .map((line) => line.replace('DELETE /api/sessions/batches/', ''));
  const [{ batchId, buildId }] = place.eyes.batches();
  return { place, batchId, buildId, closes, warnings, output };
}

describe('with an SCM integration', () => {
  test('without an ID, the commit is the batch and the run of the CI its build', async (t) => {
    const { batchId, buildId, closes } = await runSession(t, {});
    assert.deepEqual([batchId, buildId], [commit, 'run-41']);
    assert.deepEqual(closes, [`${commit}/run-41/close/bypointerId`]);
  });

  test('an ID of our own detaches the batch from the commit', async (t) => {
    const own = { APPLITOOLS_BATCH_ID: sdk.BATCH_ID };
    const { batchId, buildId, closes } = await runSession(t, own);
    assert.deepEqual([batchId, buildId], [sdk.BATCH_ID, 'run-41']);
    assert.deepEqual(closes, [`${sdk.BATCH_ID}/run-41/close/bypointerId`]);
  });

  test('APPLITOOLS_BATCH_BUILD_ID is the build', async (t) => {
    const set = { APPLITOOLS_BATCH_ID: commit, APPLITOOLS_BATCH_BUILD_ID: 'b' };
    const { batchId, buildId, closes } = await runSession(t, set);
    assert.deepEqual([batchId, buildId], [commit, 'b']);
    assert.deepEqual(closes, [`${commit}/b/close/bypointerId`]);
  });

  test('a close that names no build gets a warning', async (t) => {
    const { place, warnings } = await runSession(t, sdk.shared);
    await sdk.closeByCommand(place);
    assert.equal(place.eyes.batches()[0].state, 'closed');
    assert.match(
      `${warnings}`,
      /its sessions name the build ID "run-41", and the close no build ID/,
    );
  });

  test('with the same APPLITOOLS_BATCH_BUILD_ID in all jobs there is none', async (t) => {
    const build = { APPLITOOLS_BATCH_BUILD_ID: 'run-41' };
    const { place, warnings } = await runSession(t, { ...sdk.shared, ...build });
    Object.assign(place.variables, build);
    await sdk.closeByCommand(place);
    assert.deepEqual([place.eyes.batches()[0].state, warnings], ['closed', []]);
  });
});

test('without an SCM integration, the SDK names no build', async (t) => {
  const { buildId, closes } = await runSession(t, { APPLITOOLS_BATCH_ID: sdk.BATCH_ID }, false);
  assert.equal(buildId, undefined);
  assert.deepEqual(closes, [`${sdk.BATCH_ID}/close/bypointerId`]);
});
