// @ts-check
'use strict';

// Colour, the line of progress, and signals: in a terminal by script(1), and without one.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const events = require('node:events');
const { describe, test } = require('node:test');
const { bin, masked, runCommand, startCommand, variablesFor } = require('../support/cli.js');
const { answer, closed, held, later, startFaultServer } = require('../support/fault-server.js');

const GREEN = '\x1b[32mclosed\x1b[39m';
const PROGRESS = '\r\x1b[K';

/**
 * Starts it in a terminal.
 *
 * @param {string[]} args
 * @param {Record<string, string>} variables
 */
function inTerminal(args, variables) {
  const command = ['exec', process.execPath, bin, ...args].map((word) => `'${word}'`).join(' ');
  const { PATH = '' } = process.env;
  const options = ['--quiet', '--return', '--command', command.replace("'exec'", 'exec')];
  const child = spawn('script', [...options, '/dev/null'], {
    env: { PATH, TERM: 'xterm', SHELL: '/bin/sh', ...variables },
    stdio: 'pipe',
  });
  const ended = events.once(child, 'close');
  const screen = { text: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (screen.text += text));
  return { child, screen, ended };
}

/**
 * Resolves as soon as a text is on the screen.
 *
 * @param {ReturnType<typeof inTerminal>} terminal
 * @param {string} text
 */
async function shows({ child, screen }, text) {
  while (!screen.text.includes(text)) await events.once(child.stdout, 'data');
}

describe('the first word of a line has colour', () => {
  test('in a terminal', async (t) => {
    const server = await startFaultServer(t, { b: answer(418) });
    const { screen, ended } = inTerminal(['a', 'b', '--concurrency=1'], variablesFor(server));
    assert.deepEqual(await ended, [1, null]);
    assert.ok(screen.text.startsWith(`${GREEN} a in `), screen.text);
    assert.ok(screen.text.includes('\n\x1b[31merror:\x1b[39m Batch "b"'), screen.text);
  });

  test('in a pipe with FORCE_COLOR', async (t) => {
    const server = await startFaultServer(t);
    const { stdout } = await runCommand(['a'], {
      variables: variablesFor(server, { FORCE_COLOR: '1' }),
    });
    assert.ok(stdout.startsWith(GREEN), stdout);
  });

  test('not in a terminal with NO_COLOR', async (t) => {
    const server = await startFaultServer(t);
    const { screen, ended } = inTerminal(['a'], variablesFor(server, { NO_COLOR: '1' }));
    await ended;
    assert.match(screen.text, /^closed a in/);
  });
});

describe('a line of progress', () => {
  test('is drawn in a terminal, and gone in the end', async (t) => {
    const { step, release } = held(closed);
    const server = await startFaultServer(t, { b: step });
    const terminal = inTerminal(['a', 'b'], variablesFor(server, { NO_COLOR: '1' }));
    await shows(terminal, `${PROGRESS}1 of 2 batches done`);
    release();
    assert.deepEqual(await terminal.ended, [0, null]);
    const [last] = terminal.screen.text.split('1 of 2 batches done').slice(-1);
    const begin = `${PROGRESS}closed b in N ms\r\n2 of 2 closed on http://127.0.0.1:PORT, named by`;
    assert.ok(masked(last).startsWith(begin), last);
  });

  for (const [name, args, variables] of /** @type {const} */ ([
    ['a short run', ['a'], {}],
    ['--quiet', ['b', '--quiet'], {}],
  ])) {
    test(`does not come with ${name}`, async (t) => {
      const server = await startFaultServer(t, { b: later(1200, closed) });
      const { screen, ended } = inTerminal([...args], variablesFor(server, variables));
      assert.deepEqual(await ended, [0, null]);
      assert.ok(!screen.text.includes(PROGRESS), screen.text);
    });
  }

  test('does not come in a pipe', async (t) => {
    const server = await startFaultServer(t, { b: later(1200, closed) });
    const { stdout, stderr } = await runCommand(['b'], { variables: variablesFor(server) });
    assert.match(masked(stdout), /^closed b in N ms\n1 of 1 closed/);
    assert.equal(stderr, '');
  });
});

describe('a signal', () => {
  test('Ctrl-C aborts what is under way, and says what is known: 130', async (t) => {
    const { step, arrived } = held(closed);
    const server = await startFaultServer(t, { b: step });
    const { child, screen, ended } = inTerminal(
      ['a', 'b'],
      variablesFor(server, { NO_COLOR: '1' }),
    );
    await arrived;
    await shows({ child, screen, ended }, 'closed a');
    child.stdin.write('\x03');
    assert.deepEqual(await ended, [130, null]);
    const begin = 'error: Batch "b" was not closed: the call was aborted; an attempt under way may';
    assert.ok(screen.text.includes(begin), screen.text);
    assert.match(screen.text, /^1 of 2 closed on /m);
  });

  for (const [signal, status] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    test(`${signal} ends with ${status}, with --no-fail too, and the report is whole`, async (t) => {
      const { step, arrived } = held(closed);
      const server = await startFaultServer(t, { b: step });
      const args = ['b', 'c', '--json', '--no-fail', '--concurrency=1'];
      const { child, ended } = startCommand(args, { variables: variablesFor(server) });
      await arrived;
      child.kill(signal);
      const { status: ownStatus, stdout } = await ended();
      assert.equal(ownStatus, status);
      const { results, error } = JSON.parse(stdout);
      assert.equal(error.code, 'ABORTED');
      assert.deepEqual(
        results.map((/** @type {any} */ { batchId, outcome, attempts }) => [
          batchId,
          outcome,
          attempts,
        ]),
        [
          ['b', 'aborted', 1],
          ['c', 'aborted', 0],
        ],
      );
    });
  }
});

test('a closed stdout and stderr keep no batch from being closed', async (t) => {
  const server = await startFaultServer(t);
  const { child } = startCommand(['a', 'b', '--concurrency=1', '--verbose'], {
    variables: variablesFor(server),
  });
  const ended = events.once(child, 'close');
  child.stdout.destroy();
  child.stderr.destroy();
  assert.deepEqual(await ended, [0, null]);
  assert.equal(server.seen.length, 2);
});
