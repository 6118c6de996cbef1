// @ts-check
'use strict';

// The demo: a batch that three processes fill and one call closes, on a local server.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { scripts } = require('../../package.json');
const { runCommand } = require('../support/cli.js');
const { environmentOf } = require('../support/environment.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

// What `npm start` runs when everything is built.
const DEMO = join(__dirname, '../..', String(scripts.start.split(' ').at(-1)));
// One process of the three fails, with a line of its own on stderr.
const FAILING_WORKER =
  "--import=data:text/javascript,process.argv[2]==='Checkout'&&" +
  "(console.error('the~disk~is~full'),process.exit(3))";

/**
 * @param {string[]} args
 * @param {Record<string, string>} [variables]
 */
function startDemo(args, variables) {
  const env = environmentOf(variables);
  const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { child, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (run.stderr += text));
  return run;
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} [variables]
 */
async function runDemo(args, variables) {
  const run = startDemo(args, variables);
  const [code] = await once(run.child, 'close');
  return { code, stdout: run.stdout, stderr: run.stderr };
}

test('the demo shows six tests of three processes, the close and the notification', async () => {
  const { code, stdout, stderr } = await runDemo([DEMO]);
  assert.deepEqual([code, stderr], [0, '']);
  const id = /APPLITOOLS_BATCH_ID=(\S+)/.exec(stdout)?.[1];
  const story = [
    'A local Eyes server listens on http://127.0.0.1:',
    'APPLITOOLS_DONT_CLOSE_BATCHES=true',
    'the batch is still active, with 6 tests',
    `new BatchClose({ batchIds: ['${id}'], … }).close()`,
    `closed: ${id}`,
    'Now the server has the batch as closed, with 6 tests.',
    'It sent its one notification: batch "Demo" is complete, 6 of 6 tests passed.',
  ];
  const places = story.map((line) => stdout.indexOf(line));
  assert.ok(!places.includes(-1), stdout);
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.equal(stdout.match(/^ {2}process \d ran: /gm)?.length, 3);
});

test('the demo ignores servers, batches and proxies of the environment', async () => {
  const { code, stderr } = await runDemo([DEMO], {
    APPLITOOLS_SERVER_URL: 'http://127.0.0.1:1',
    APPLITOOLS_EYES_SERVER_URL: 'http://127.0.0.1:1',
    APPLITOOLS_API_KEY: 'another-key',
    APPLITOOLS_BATCH_ID: 'another-batch',
    APPLITOOLS_BATCH_BUILD_ID: 'build-7',
    APPLITOOLS_DONT_CLOSE_BATCHES: 'false',
    APPLITOOLS_PROXY_URL: 'http://127.0.0.1:1',
    HTTP_PROXY: 'http://127.0.0.1:1',
    http_proxy: 'http://127.0.0.1:1',
    NODE_USE_ENV_PROXY: '1',
    NODE_NO_WARNINGS: '1', // Node 22 has one of its own about the variable above
  });
  assert.deepEqual([code, stderr], [0, '']);
});

test('with --keep the server stays until Ctrl-C, which ends the demo well', async (t) => {
  const run = startDemo([DEMO, '--keep']);
  t.after(() => run.child.kill('SIGKILL'));
  const ended = once(run.child, 'close');
  while (!run.stdout.includes('Ctrl-C')) await once(run.child.stdout, 'data');
  const url = /The server stays for a look at (\S+)/.exec(run.stdout)?.[1] ?? '';
  const page = await fetch(url);
  assert.equal(page.status, 200);
  await page.text();
  run.child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null]);
  assert.match(run.stdout, /\nThe server has stopped\.\n$/);
  assert.equal(run.stderr, '');
});

test('Ctrl-C ends the demo well as soon as it says so', async (t) => {
  const seen = join(temporaryFolder(t), 'seen');
  const run = startDemo([DEMO, '--keep'], {
    NODE_OPTIONS: `--require=${require.resolve('../support/held-program.js')}`,
    HELD_AT: 'Ctrl-C',
    HELD_UNTIL: seen,
  });
  t.after(() => run.child.kill('SIGKILL'));
  const ended = once(run.child, 'close');
  while (!run.stdout.includes('Ctrl-C')) await once(run.child.stdout, 'data');
  run.child.kill('SIGINT');
  fs.writeFileSync(seen, '');
  assert.deepEqual(await ended, [0, null]);
});

test('a process that fails fails the demo, with its reason', async () => {
  const { code, stderr } = await runDemo([DEMO], { NODE_OPTIONS: FAILING_WORKER });
  assert.deepEqual([code, stderr], [1, 'The demo failed: process 3: the~disk~is~full\n']);
});

test('an unknown argument is named', async () => {
  const { code, stdout, stderr } = await runDemo([DEMO, '--kep']);
  assert.deepEqual(
    [code, stdout, stderr],
    [1, '', 'Unknown argument --kep: the demo takes --keep, or nothing.\n'],
  );
});

test('eyes-batch-close demo is the same demo', async () => {
  const { status, stdout, stderr } = await runCommand(['demo']);
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /It sent its one notification: batch "Demo" is complete, 6 of 6/);
});

test('loading the demo starts nothing: no server, no process, no timer, no listener, no variable', async () => {
  const script = `
    const before = JSON.stringify(process.env);
    const events = () => process.eventNames().flatMap((name) => process.listeners(name)).length;
    const listeners = events();
    const { main } = require(${JSON.stringify(DEMO)});
    const alive = process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap');
    const isSame = JSON.stringify(process.env) === before && events() === listeners;
    console.log(typeof main, alive.length, isSame);`;
  const outcome = await runDemo(['-e', script]);
  assert.deepEqual(outcome, { code: 0, stdout: 'function 0 true\n', stderr: '' });
});
