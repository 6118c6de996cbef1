// @ts-check
'use strict';

// eyes-batch-close run and signals: each reaches the command once, the batch is closed after it, and nobody waits for ever.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const events = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { bin, variablesFor } = require('../support/cli.js');
const { environmentOf } = require('../support/environment.js');
const { closed, held, startFaultServer } = require('../support/fault-server.js');
const { inTerminal } = require('../support/in-terminal.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

/** Says which signals come; ends soon after the first, with 5. */
const LISTENER = `
for (const name of ['SIGINT', 'SIGTERM']) {
  process.on(name, () => {
    console.log('got ' + name);
    setTimeout(() => process.exit(5), 300);
  });
}
setTimeout(() => {}, 60_000); // Not for ever, where it is left behind.
console.log('ready');`;

/** Ends by no signal that can be listened to. */
const DEAF = LISTENER.replace('process.exit(5)', '{}');

const BATCH = { APPLITOOLS_BATCH_ID: 'a' };

/**
 * Starts it without any terminal, as a CI does.
 *
 * @param {string} script
 * @param {Record<string, string>} variables
 */
function withoutTerminal(script, variables) {
  const child = spawn(
    'setsid',
    [process.execPath, bin, 'run', '--', process.execPath, '-e', script],
    {
      env: environmentOf(variables),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output.text += text;
      child.emit('told');
    });
  }
  const ended = events.once(child, 'close');
  const shows = async (/** @type {string} */ text) => {
    while (!output.text.includes(text)) await events.once(child, 'told');
  };
  return { child, output, ended, shows };
}

/** @param {string} text @param {RegExp} pattern */
const count = (text, pattern) => text.match(pattern)?.length ?? 0;

describe('without a terminal', () => {
  for (const [signal, status] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    test(`${signal} to us alone reaches the command once, and we close after it: ${status}`, async (t) => {
      const server = await startFaultServer(t);
      const run = withoutTerminal(LISTENER, variablesFor(server, BATCH));
      await run.shows('ready');
      run.child.kill(signal);
      assert.deepEqual(await run.ended, [status, null]);
      assert.equal(count(run.output.text, /got SIG/g), 1, run.output.text);
      assert.match(run.output.text, new RegExp(`got ${signal}\n(.*\n)*.*closed batch a in`));
      assert.equal(server.seen.length, 1);
    });
  }

  test('one that comes as soon as the command runs reaches it, too', async (t) => {
    const server = await startFaultServer(t);
    const seen = path.join(temporaryFolder(t), 'seen');
    const variables = {
      NODE_OPTIONS: `--require=${require.resolve('../support/held-program.js')}`,
      HELD_UNTIL: seen,
    };
    const run = withoutTerminal(LISTENER, variablesFor(server, { ...BATCH, ...variables }));
    t.after(() => run.child.kill('SIGKILL'));
    const exited = events.once(run.child, 'exit');
    await run.shows('ready');
    run.child.kill('SIGTERM');
    fs.writeFileSync(seen, '');
    assert.deepEqual(await exited, [143, null]);
    await run.ended;
    assert.match(run.output.text, /got SIGTERM\n(.*\n)*.*closed batch a in/);
  });

  test('a second signal ends us, and the command hears of it', async (t) => {
    const server = await startFaultServer(t);
    const run = withoutTerminal(DEAF, variablesFor(server, BATCH));
    t.after(() => process.kill(-Number(run.child.pid), 'SIGKILL')); // What the command became.
    await run.shows('ready');
    run.child.kill('SIGTERM');
    await run.shows('got SIGTERM');
    const exited = events.once(run.child, 'exit');
    run.child.kill('SIGTERM');
    assert.deepEqual(await exited, [null, 'SIGTERM']);
    while (count(run.output.text, /got SIGTERM/g) < 2) await events.once(run.child, 'told');
    assert.deepEqual(server.seen, []);
  });

  test('a command that ignores it is killed after 10 s, and told', async (t) => {
    const server = await startFaultServer(t);
    const run = withoutTerminal(DEAF, variablesFor(server, BATCH));
    await run.shows('ready');
    const began = performance.now();
    run.child.kill('SIGTERM');
    assert.deepEqual(await run.ended, [143, null]);
    assert.ok(performance.now() - began >= 9_900);
    const line = 'eyes-batch-close: warning: the command was killed, 10 s after SIGTERM\n';
    assert.ok(run.output.text.includes(line), run.output.text);
    assert.equal(server.seen.length, 1);
  });

  test('one that comes while the batch is closed aborts that', async (t) => {
    const { step, arrived } = held(closed);
    const server = await startFaultServer(t, { a: step });
    const run = withoutTerminal('', variablesFor(server, BATCH));
    await arrived;
    run.child.kill('SIGTERM');
    assert.deepEqual(await run.ended, [143, null]);
    assert.match(run.output.text, /error: Batch "a" was not closed: the call was aborted/);
  });
});

describe('in a terminal', () => {
  test('the command has it, too, and its colours', async (t) => {
    const server = await startFaultServer(t);
    const script = 'console.log([0, 1, 2].map((fd) => require("node:tty").isatty(fd)).join())';
    const args = ['run', '--', process.execPath, '-e', script];
    const { screen, ended } = inTerminal(args, variablesFor(server));
    assert.deepEqual(await ended, [0, null]);
    assert.match(screen.text, /^true,true,true\r$/m);
  });

  test('Ctrl-C reaches the command once, and we close after it: 130', async (t) => {
    const server = await startFaultServer(t);
    const args = ['run', '--', process.execPath, '-e', LISTENER];
    const { child, screen, ended, shows } = inTerminal(args, variablesFor(server, BATCH));
    await shows('ready');
    child.stdin.write('\x03');
    assert.deepEqual(await ended, [130, null]);
    assert.equal(count(screen.text, /got SIGINT/g), 1, screen.text);
    assert.match(screen.text, /got SIGINT[\s\S]*closed batch a in/);
    assert.equal(server.seen.length, 1);
  });

  test('Ctrl-C while the batch is closed after one is the end', async (t) => {
    const { step, arrived } = held(closed);
    const server = await startFaultServer(t, { a: step });
    const args = ['run', '--', process.execPath, '-e', LISTENER];
    const { child, ended, shows } = inTerminal(args, variablesFor(server, BATCH));
    await shows('ready');
    child.stdin.write('\x03');
    await arrived;
    child.stdin.write('\x03');
    assert.deepEqual(await ended, [130, null]);
  });
});
