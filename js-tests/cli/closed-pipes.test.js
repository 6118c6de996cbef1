// @ts-check
'use strict';

// A pipe that nobody reads any more, as that of `| head -1`: the command does its work, and ends as it would have.

const assert = require('node:assert/strict');
const events = require('node:events');
const { test } = require('node:test');
const { startCommand, variablesFor } = require('../support/cli.js');
const { open } = require('../support/eyes-client.js');
const { answer, startFaultServer } = require('../support/fault-server.js');
const { startFolderStore } = require('../support/temporary-folder.js');

const MANY = Array.from({ length: 400 }, (_, at) => `batch-${at}-${'x'.repeat(200)}`);

for (const [what, args, expected] of /** @type {[string, string[], number][]} */ ([
  ['id', ['id'], 0],
  ['--help', ['--help'], 0],
  ['--version', ['--version'], 0],
  ['a close', ['a', '--verbose'], 0],
  ['a close that fails', ['a', 'refused'], 1],
  ['a report', ['a', '--json'], 0],
  ['more than a pipe holds', ['--dry-run', ...MANY], 0],
  ['a wrong option', ['--nothing'], 2],
  ['status', ['status', 'a'], 0],
])) {
  for (const streams of /** @type {('stdout' | 'stderr')[][]} */ ([
    ['stdout'],
    ['stdout', 'stderr'],
  ])) {
    test(`${what}, with nobody at ${streams.join(' and ')}, ends with ${expected}`, async (t) => {
      const server = await startFaultServer(t, { refused: answer(401) });
      const store = startFolderStore(t);
      const variables = variablesFor(server, { EYES_BATCH_STORE: store.url });
      const { child, output } = startCommand(args, { variables });
      const ended = events.once(child, 'close');
      for (const stream of streams) child[stream].destroy();
      assert.deepEqual(await ended, [expected, null]);
      assert.doesNotMatch(output.stderr, /EPIPE|at .*\.js:\d+/);
      const isClose = expected !== 2 && args.includes('a') && what !== 'status';
      if (isClose) assert.ok(server.seen.length > 0);
    });
  }
}

test('serve goes on when nobody reads its lines', async (t) => {
  const { child, output } = startCommand(['serve']);
  t.after(() => child.kill('SIGKILL'));
  while (!output.stdout.includes('APPLITOOLS_API_KEY=')) await events.once(child.stdout, 'data');
  const url = /^(?:export )?APPLITOOLS_SERVER_URL=(\S+)$/m.exec(output.stdout)?.[1] ?? '';
  const ended = events.once(child, 'close');
  child.stdout.destroy();
  child.stderr.destroy();
  for (const id of ['a', 'b', 'c']) {
    await open({ url }, { id });
    const at = `${url}/api/sessions/batches/${id}/close/bypointerid?apiKey=k`;
    assert.equal((await fetch(at, { method: 'DELETE' })).status, 200);
  }
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});

test('demo ends as it would have when nobody reads its lines', async () => {
  const { child } = startCommand(['demo']);
  const ended = events.once(child, 'close');
  child.stdout.destroy();
  child.stderr.destroy();
  assert.deepEqual(await ended, [0, null]);
});
