// @ts-check
'use strict';

// How each code block of README.md and docs/ is tested. js-tests/package/blocks.test.js fails for a block that is not
// here, and each test that is named below runs all of its kind.

/**
 * The file that tests a kind of block, in js-tests/.
 *
 * - `shell`: run by sh, each program but ours replaced by one that runs an Eyes test.
 * - `script`: run by Node.
 * - `hook`: called as its framework calls it.
 * - `example`: the lines of an example, which is run with the real framework.
 * - `names`: names programs, tests and files that have to be there, as running them takes minutes.
 * - `rights`: given to a user of Redis.
 * - `action`: uses the GitHub Action as action.yml describes it.
 */
const TESTED_BY = {
  shell: 'package/shell-blocks.test.js',
  script: 'package/script-blocks.test.js',
  hook: 'package/hook-blocks.test.js',
  example: 'package/example-blocks.test.js',
  names: 'package/blocks.test.js',
  rights: 'stores/redis.test.js',
  action: 'package/action-blocks.test.js',
};
exports.TESTED_BY = TESTED_BY;

/** What stands for an ID that is made afresh. */
const FRESH = 'FRESH';
exports.FRESH = FRESH;

/** The ID of the CI run in which shell blocks run. */
const OF_CI = 'github-41-1';
exports.OF_CI = OF_CI;

/**
 * @typedef {object} Block
 * @property {string} page
 * @property {string} has Text that no other block of the page has.
 * @property {string[]} [opens] The batches that are open before it.
 * @property {string[]} [closes] Those that it closes, in this order.
 * @property {string} [ids] What `ids.txt` has.
 * @property {string} [before] Shell lines that run before it.
 * @property {string} [after] Shell lines that run after it.
 * @property {Record<string, string>} [variables]
 * @property {boolean} [isEachLine] Each line of it is run by itself.
 * @property {number} [shards] It is run by each of that many shards, one after the other.
 * @property {string[]} [runs] The other programs that it runs, with their arguments.
 * @property {RegExp} [says] What it prints.
 * @property {string} [framework] Of a hook.
 * @property {string} [file] The name of a script; of an example, the file whose lines it has.
 */

/** @type {Record<keyof typeof TESTED_BY, Block[]>} */
exports.blocks = {
  shell: [
    {
      page: 'README.md',
      has: 'install --save-dev',
      runs: ['npm install --save-dev eyes-batch-close'],
    },
    {
      page: 'README.md',
      has: 'APPLITOOLS_DONT_CLOSE_BATCHES=true',
      after: 'npm test\nenv',
      runs: ['npm test'],
      says: /^(?=.*^APPLITOOLS_DONT_CLOSE_BATCHES=true$).*^APPLITOOLS_BATCH_NOTIFY=true$/ms,
    },
    {
      page: 'README.md',
      has: 'npx cypress run',
      closes: [FRESH, FRESH],
      runs: ['npx cypress run', 'mvn -q verify'],
    },
    {
      page: 'README.md',
      has: 'npx eyes-batch-close demo',
      opens: ['nightly-4711', OF_CI, 'a', 'b'],
      ids: 'a\nb\n',
      variables: { EYES_BATCH_STORE: 'redis://ci-cache:6379' },
      before: [1, 3, 4].map((shard) => `npx eyes-batch-close --ci --shard ${shard}/4`).join('\n'),
      isEachLine: true,
      closes: ['nightly-4711', OF_CI, 'a', 'b', OF_CI],
      says: /^no shard is done$.*^nightly-4711: 0 passed, .*, 1 new {2}http.*batch "Demo" is complete, 6 of 6/ms,
    },
    {
      page: 'docs/shards.md',
      has: 'npx eyes-batch-close --shard 2/4',
      opens: ['nightly-4711'],
      shards: 4,
      closes: ['nightly-4711'],
      says: /^1 of 4 shards done, not closing yet.*^3 of 4 shards done.*^closed nightly-4711/ms,
    },
    {
      page: 'docs/shards.md',
      has: 'eyes-batch-close run --shard',
      variables: { APPLITOOLS_BATCH_ID: 'nightly-4711' },
      shards: 4,
      closes: ['nightly-4711'],
      runs: [1, 2, 3, 4].map((shard) => `npx eyes-storybook --shard ${shard}/4`),
    },
    {
      page: 'docs/shards.md',
      has: 'install --save-dev redis',
      runs: ['npm install --save-dev redis'],
    },
    {
      page: 'docs/shards.md',
      has: 'status',
      variables: { EYES_BATCH_STORE: 'redis://ci-cache:6379' },
      before: [1, 2, 4]
        .map((shard) => `npx eyes-batch-close nightly-4711 --shard ${shard}/4`)
        .join('\n'),
      after: `test "$(npx eyes-batch-close status nightly-4711 --json | tr -d ' \\n')" = \\
        '{"done":[1,2,4],"missing":[3],"total":4}'
        ! npx eyes-batch-close status nightly-4711 --check`,
      says: /^3 of 4 shards done\ndone: 1, 2, 4; missing: 3$/m,
    },
    {
      page: 'docs/shards.md',
      has: 'id --run',
      after:
        'test "$(npx eyes-batch-close id --run "build 4711" 2>&1)" = "$APPLITOOLS_BATCH_ID"\nnpm test',
      runs: ['npm test'],
    },
    {
      page: 'docs/command-line.md',
      has: '--from ids.txt',
      opens: ['nightly-4711', OF_CI, 'a', 'b'],
      ids: 'a\n\nb\n',
      closes: ['nightly-4711', OF_CI, 'a', 'b'],
    },
    {
      page: 'docs/command-line.md',
      has: 'npx eyes-batch-close close run',
      opens: ['run'],
      closes: ['run'],
    },
    {
      page: 'docs/command-line.md',
      has: '-- npx cypress run',
      closes: [FRESH, FRESH, FRESH],
      runs: ['npx cypress run', 'mvn -q verify', 'npm test', 'npm run visual-tests'],
    },
    {
      page: 'docs/command-line.md',
      has: 'npx eyes-batch-close demo',
      says: /batch "Demo" is complete, 6 of 6/,
    },
    {
      page: 'docs/results.md',
      has: 'npx cypress run',
      opens: ['nightly-4711'],
      closes: ['nightly-4711', FRESH],
      runs: ['npx cypress run'],
      says: /^nightly-4711: 0 passed, 0 unresolved, 0 failed, 1 new {2}http.*^nightly-4711: 0 passed/ms,
    },
    {
      page: 'docs/networking.md',
      has: '--dry-run',
      opens: ['nightly-4711'],
      says: /^curl -X DELETE '\S+nightly-4711\/close\/bypointerid\?apiKey=\*\*\*'$/m,
    },
    {
      page: 'docs/local-server.md',
      has: 'serve --port 8080\n',
      says: /^export APPLITOOLS_SERVER_URL=http:\/\/127\.0\.0\.1:\d+$/m,
    },
    {
      page: 'docs/local-server.md',
      has: 'serve --host',
      says: /^export APPLITOOLS_SERVER_URL=http:\/\/\S+:\d+$/m,
    },
  ],
  script: [
    {
      page: 'README.md',
      has: 'new BatchClose()',
      file: 'close.js',
      variables: { APPLITOOLS_BATCH_ID: 'nightly-4711' },
      opens: ['nightly-4711'],
      closes: ['nightly-4711'],
    },
    {
      page: 'docs/api.md',
      has: 'timeout: 10_000',
      file: 'close.mjs',
      opens: ['a', 'b'],
      closes: ['a', 'b'],
    },
    {
      page: 'docs/api.md',
      has: 'console.log(`closed:',
      file: 'close.mjs',
      variables: { APPLITOOLS_BATCH_ID: 'nightly-4711' },
      opens: ['nightly-4711'],
      closes: ['nightly-4711'],
      says: /^closed: nightly-4711\n$/,
    },
    {
      page: 'docs/api.md',
      has: 'instanceof BatchCloseError',
      file: 'close.js',
      opens: ['a'],
      closes: ['a'],
      says: /^BATCH_NOT_FOUND \[ 'b' \] \S+/,
    },
    {
      page: 'docs/shards.md',
      has: 'closeBatch({',
      file: 'close.js',
      opens: ['nightly-4711'],
      says: /^\{ done: \[ 2 \], missing: \[ 1, 3, 4 \], total: 4 \}\n$/,
    },
    {
      page: 'docs/networking.md',
      has: 'proxy.example.com',
      file: 'close.js',
      variables: { PROXY_PASSWORD: 'Proxy-Mark' },
      opens: ['nightly-4711'],
      closes: ['nightly-4711'],
    },
    {
      page: 'docs/networking.md',
      has: 'ca.pem',
      file: 'close.js',
      opens: ['nightly-4711'],
      closes: ['nightly-4711'],
    },
    {
      page: 'docs/results.md',
      has: 'getBatchResults',
      file: 'read.mjs',
      opens: ['nightly-4711'],
      closes: ['nightly-4711'],
      says: /^\{\n {2}passed: 0,.* new: 1,.*name: 'Home page',\n\s+status: 'new'/s,
    },
    {
      page: 'docs/results.md',
      has: 'startEyesServer(',
      file: 'server.mjs',
    },
    {
      page: 'docs/local-server.md',
      has: 'startEyesServer(',
      file: 'server.mjs',
      says: /^\[\]\n$/,
    },
  ],
  hook: [
    { page: 'docs/hooks.md', has: "'eyes-batch-close/playwright';", framework: 'playwright' },
    { page: 'docs/hooks.md', has: 'reporter:', framework: 'reporter' },
    { page: 'docs/hooks.md', has: '/// <reference', framework: 'nightwatch' },
    { page: 'docs/hooks.md', has: 'jest/setup', framework: 'jest' },
    { page: 'docs/hooks.md', has: 'eyes-batch-close/vitest', framework: 'vitest' },
    { page: 'docs/hooks.md', has: 'eyes-batch-close/mocha', framework: 'mocha' },
    { page: 'docs/shards.md', has: 'plugins:', framework: 'nightwatch' },
  ],
  example: [
    ['eyes-batch-close/playwright', 'playwright/playwright.config.ts'],
    ['eyes-batch-close/wdio', 'webdriverio/wdio.conf.js'],
    ['eyes-batch-close/nightwatch', 'nightwatch/nightwatch.conf.js'],
    ['eyes-batch-close/jest', 'jest/jest.config.js'],
    ['eyes-batch-close/vitest', 'vitest/vitest.config.mjs'],
    ['eyes-batch-close/mocha', 'mocha/.mocharc.json'],
  ].map(([has, file]) => ({ page: 'README.md', has, file })),
  names: [
    { page: 'docs/testing.md', has: 'cargo test' },
    { page: 'docs/testing.md', has: 'node scripts/test.js' },
    { page: 'docs/testing.md', has: 'cargo mutants' },
    { page: 'docs/architecture.md', has: 'src/js/hooks/' },
  ],
  rights: [{ page: 'docs/shards.md', has: 'ACL SETUSER' }],
  action: [
    { page: 'docs/command-line.md', has: 'command: close' },
    { page: 'docs/command-line.md', has: 'command: run' },
  ],
};
