// @ts-check
'use strict';

// What a server, an ID or a store says starts no command of a CI or a terminal, whoever prints it.

const assert = require('node:assert/strict');
const events = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { COMMANDS, assertHarmless } = require('../support/ci-commands.js');
const { runCommand, startCommand, variablesFor } = require('../support/cli.js');
const { open } = require('../support/eyes-client.js');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { runHooks } = require('../support/hook-run.js');
const { startFolderStore, temporaryFolder } = require('../support/temporary-folder.js');

/** @typedef {import('../support/hook-run.js').Hook} Hook */

/** IDs with a command in them that are IDs all the same. */
const IDS = COMMANDS.filter((text) => !/\p{Cc}/u.test(text.trim()));

for (const [what, args] of /** @type {[string, string[]][]} */ ([
  ['the command', []],
  ['--verbose', ['--verbose']],
  ['--json', ['--json', '--verbose']],
  ['--quiet', ['--quiet']],
])) {
  for (const variables of /** @type {Record<string, string>[]} */ ([
    {},
    { GITHUB_ACTIONS: 'true' },
  ])) {
    const where = variables.GITHUB_ACTIONS ? ' on GitHub Actions' : '';
    test(`${what} prints no command of a server's body or an ID${where}`, async (t) => {
      const script = Object.fromEntries(
        COMMANDS.map((body, at) => [`${at}`, answer(400, {}, body)]),
      );
      // Some are closed, some missing, some fail: each has a line of its own.
      for (const [at, id] of IDS.entries()) script[id] = answer([200, 404, 401][at % 3], {}, id);
      const server = await startFaultServer(t, script);
      const ids = [...COMMANDS.keys()].map(String);
      const run = await runCommand([...args, '--', ...ids, ...IDS], {
        variables: variablesFor(server, variables),
      });
      assert.equal(run.status, 1);
      assertHarmless(run.stdout);
      assertHarmless(run.stderr);
      if (args[0] === '--json') {
        const { results } = JSON.parse(run.stdout);
        const names = results.map((/** @type {any} */ { batchId }) => batchId);
        assert.deepEqual(names, [...ids, ...IDS]);
      }
    });
  }
}

test('arguments that are none print no command', async () => {
  for (const text of COMMANDS) {
    for (const args of [
      [`--${text}`],
      ['--timeout', text],
      ['--ca', text],
      ['--from', text],
      [text, '--x'],
    ]) {
      const variables = { GITHUB_ACTIONS: 'true', APPLITOOLS_API_KEY: 'k' };
      const { status, stdout, stderr } = await runCommand(args, { variables });
      assert.equal(status, 2, stderr);
      assertHarmless(stdout + stderr);
    }
  }
});

test('--dry-run prints no command of an ID', async (t) => {
  const server = await startFaultServer(t);
  const args = ['--dry-run', '--', ...IDS];
  const { status, stdout } = await runCommand(args, { variables: variablesFor(server) });
  assert.equal(status, 0);
  assertHarmless(stdout);
});

for (const hook of /** @type {Hook[]} */ (['setup', 'reporter', 'wdio', 'nightwatch'])) {
  test(`${hook} prints no command of a server's body or an ID`, async (t) => {
    for (const [at, id] of [...IDS.slice(0, 4), ...IDS.slice(-2)].entries()) {
      const status = [400, 200, 404][at % 3];
      const server = await startFaultServer(t, { [id]: answer(status, {}, COMMANDS.join('\n')) });
      const { lines } = await runHooks(
        { hooks: [hook], options: { retries: 0 }, tests: 0 },
        { ...variablesFor(server), APPLITOOLS_BATCH_ID: id, GITHUB_ACTIONS: 'true' },
      );
      assert.ok(lines.length > 1);
      assertHarmless(lines.join('\n'));
    }
  });
}

test('serve prints no command of the ID of a batch', async (t) => {
  const { child, output, ended } = startCommand(['serve']);
  t.after(() => child.kill('SIGKILL'));
  while (!output.stdout.includes('APPLITOOLS_API_KEY=')) await events.once(child.stdout, 'data');
  const url = /^export APPLITOOLS_SERVER_URL=(\S+)$/m.exec(output.stdout)?.[1] ?? '';
  for (const id of COMMANDS) {
    await open({ url }, { id });
    const segment = encodeURIComponent(id);
    const at = `${url}/api/sessions/batches/${segment}/close/bypointerid?apiKey=k`;
    assert.equal((await fetch(at, { method: 'DELETE' })).status, 200);
  }
  child.kill('SIGTERM');
  const { stdout, stderr } = await ended();
  assert.equal(stdout.match(/ is complete, with 1 test$/gm)?.length, COMMANDS.length);
  assertHarmless(stdout + stderr);
});

test('id --run prints an ID and nothing else, whatever the store holds', async (t) => {
  const { folder, url } = startFolderStore(t);
  const args = ['id', '--run', 'nightly', '--store', url, '--timeout', '2000'];
  const first = await runCommand(args);
  assert.equal(first.status, 0, first.stderr);
  assert.equal((await runCommand(args)).stdout, first.stdout);
  const names = /** @type {string[]} */ (fs.readdirSync(folder, { recursive: true }));
  const file = path.join(folder, names.find((name) => path.basename(name) === 'id') ?? '');
  const [token] = fs.readFileSync(file, 'utf8').split(' ');
  for (const held of [
    'a\nPATH=/evil',
    'a\u0085b',
    '\u001b[2J',
    'undefined',
    '..',
    'a\rb',
    ' ',
    '\ufffd',
  ]) {
    fs.writeFileSync(file, `${token} ${held}\n`);
    const { status, stdout, stderr } = await runCommand(args, {
      variables: { GITHUB_ACTIONS: 'true' },
    });
    assert.deepEqual([status, stdout], [1, ''], JSON.stringify(held));
    assertHarmless(stderr);
  }
});

test('the job summary has no link, no image and no markup of an ID or a body', async (t) => {
  const ids = [
    'https://evil.example/x',
    'www.evil.example',
    '[x](http://e)',
    '![x](http://e)',
    '<img src=x>',
  ];
  const markup = '<script>x</script> @someone #1 **b** `c` | d\n\n# h\n---\n&lt;';
  const script = Object.fromEntries(
    ids.map((id, at) => [id, answer(at % 2 ? 400 : 200, {}, markup)]),
  );
  const server = await startFaultServer(t, script);
  const file = path.join(temporaryFolder(t), 'summary.md');
  const variables = variablesFor(server, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file });
  await runCommand(['--', ...ids], { variables });
  const summary = fs.readFileSync(file, 'utf8');
  const tags = new Set(summary.match(/<[^>]*>/g));
  const ours = ['h3', 'table', 'tr', 'th', 'td', 'code'].flatMap((tag) => [
    `<${tag}>`,
    `</${tag}>`,
  ]);
  assert.deepEqual(
    [...tags].filter((tag) => !ours.includes(tag)),
    [],
  );
  // GitHub makes links of bare addresses in the text of a table, but not within code.
  const outsideOfCode = summary.replace(/<code>[^<]*<\/code>/g, '');
  assert.doesNotMatch(outsideOfCode, /https?:|www\.|@someone|#1\b/);
});
