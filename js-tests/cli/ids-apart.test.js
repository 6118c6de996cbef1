// @ts-check
'use strict';

// Two runs of different CIs, and two keys in one store, are never taken for one another.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runCommand, variablesFor } = require('../support/cli.js');
const { startFaultServer } = require('../support/fault-server.js');
const { startFolderStore } = require('../support/temporary-folder.js');

/** @param {Record<string, string>} variables */
async function idIn(variables) {
  const { stdout, status, stderr } = await runCommand(['id'], { variables });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

/** Pairs of environments of different runs. @type {[string, Record<string, string>, Record<string, string>][]} */
const PAIRS = [
  [
    'a repository whose owner is called jenkins-infra',
    { CI_SYSTEM_NAME: 'woodpecker', CI_REPO: 'jenkins-infra/x', CI_PIPELINE_NUMBER: '7' },
    { CI_SYSTEM_NAME: 'woodpecker', CI_REPO: 'infra/x', CI_PIPELINE_NUMBER: '7' },
  ],
  [
    'the same of Drone',
    { DRONE: 'true', DRONE_REPO: 'jenkins-infra/x', DRONE_BUILD_NUMBER: '7' },
    { DRONE: 'true', DRONE_REPO: 'infra/x', DRONE_BUILD_NUMBER: '7' },
  ],
  [
    'a slash and what stands for it',
    { DRONE: 'true', DRONE_REPO: 'a/b', DRONE_BUILD_NUMBER: '7' },
    { DRONE: 'true', DRONE_REPO: 'a_2fb', DRONE_BUILD_NUMBER: '7' },
  ],
  [
    'two CIs with one number',
    { GITLAB_CI: 'true', CI_PIPELINE_ID: '7' },
    { TF_BUILD: 'True', BUILD_BUILDID: '7' },
  ],
  [
    'another attempt',
    { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1' },
    { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '2' },
  ],
];

for (const [what, one, other] of PAIRS) {
  test(`two runs have two IDs: ${what}`, async () => {
    assert.notEqual(await idIn(one), await idIn(other));
  });
}

test('Jenkins names its job once', async () => {
  const jenkins = { JENKINS_URL: 'http://ci', BUILD_TAG: 'jenkins-nightly-7' };
  assert.equal(await idIn(jenkins), 'jenkins-nightly-7');
});

test('in a store, a server and an ID that change places are another batch', async (t) => {
  const [one, other] = [await startFaultServer(t), await startFaultServer(t)];
  const store = startFolderStore(t);
  // Sorted together with the server, these IDs would make one key.
  for (const [shard, server, id] of /** @type {const} */ ([
    ['1/2', one, other.url],
    ['2/2', other, one.url],
  ])) {
    const args = [id, '--shard', shard, '--store', store.url];
    const { stdout, stderr } = await runCommand(args, { variables: variablesFor(server) });
    assert.equal(stdout, '1 of 2 shards done, not closing yet\n', stderr);
  }
  assert.deepEqual([one.seen, other.seen], [[], []]);
});

test('in a store, the ID of a run and the batches of a server are apart', async (t) => {
  const server = await startFaultServer(t);
  const { url } = startFolderStore(t);
  const around = { variables: variablesFor(server) };
  const shard = ['close', 'run', '--shard', '1/2', '--store', url, '--server-url', server.url];
  assert.equal((await runCommand(shard, around)).status, 0);
  for (const run of ['batch', 'run', server.url]) {
    const { stdout, status } = await runCommand(['id', '--run', run, '--store', url], around);
    assert.equal(status, 0);
    assert.match(stdout, /^\d{4}-\d\d-\d\dt/);
  }
  const { stdout } = await runCommand(['status', 'run', '--store', url], around);
  assert.equal(stdout, '1 of 2 shards done\ndone: 1; missing: 2\n');
});

test('however the batches are sorted, they are the same', async (t) => {
  const server = await startFaultServer(t);
  const { url } = startFolderStore(t);
  const around = { variables: variablesFor(server) };
  await runCommand(['a', 'b', '--shard', '1/2', '--store', url], around);
  const { stdout } = await runCommand(['b', 'a', '--shard', '2/2', '--store', url], around);
  assert.match(stdout, /2 of 2 closed/);
});
