// @ts-check
'use strict';

// Each option reaches the request that it is for; what can't be understood is refused before anything is sent.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { KEY, runCommand, variablesFor } = require('../support/cli.js');
const { startRecordingServer } = require('../support/recording-server.js');
const { answer, hang, startFaultServer } = require('../support/fault-server.js');
const { temporaryFolder } = require('../support/temporary-folder.js');
const { ca, clients, servers } = require('../support/tls.js');
const { version } = require('../../package.json');

test('--server-url, --batch-build-id and --api-key-in make the request', async (t) => {
  const server = await startFaultServer(t);
  const args = [
    'a',
    '--server-url',
    `${server.url}/eyes/`,
    '--batch-build-id',
    '7',
    '--api-key-in=header',
  ];
  const { status } = await runCommand(args, { variables: { APPLITOOLS_API_KEY: KEY } });
  assert.equal(status, 0);
  const [{ method, url, headers }] = server.seen;
  assert.deepEqual([method, url], ['DELETE', '/eyes/api/sessions/batches/a/7/close/bypointerid']);
  assert.equal(headers['x-eyes-api-key'], KEY);
});

test('--proxy carries the request', async (t) => {
  const proxy = await startFaultServer(t);
  const variables = { APPLITOOLS_API_KEY: KEY, APPLITOOLS_SERVER_URL: 'http://eyes.example' };
  const { status } = await runCommand(['a', '--proxy', proxy.url], { variables });
  assert.equal(status, 0);
  assert.match(proxy.seen[0].url, /^http:\/\/eyes\.example\/api/);
});

test('--ca, --cert and --key are files for a connection over TLS', async (t) => {
  const asking = { ca: ca.cert, requestCert: true, rejectUnauthorized: true };
  const server = await startRecordingServer(t, { ...servers.good, ...asking });
  const cwd = temporaryFolder(t);
  const { cert, key } = clients.good;
  const files = Object.entries({ ca: ca.cert, cert, key });
  for (const [name, text] of files) fs.writeFileSync(path.join(cwd, `${name}.pem`), text);
  const args = files.flatMap(([name]) => [`--${name}`, `${name}.pem`]);
  const { status, stderr } = await runCommand(['a', ...args], {
    cwd,
    variables: variablesFor(server),
  });
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(server.seen[0].peer, 'client');
});

test('--retries and --concurrency are heeded', async (t) => {
  const server = await startFaultServer(t, { a: answer(503) });
  await runCommand(['a', '--retries', '1'], { variables: variablesFor(server) });
  assert.equal(server.seen.length, 2);
  await runCommand(['b', 'c', 'd', 'e', '--concurrency=1'], { variables: variablesFor(server) });
  assert.deepEqual(
    server.seen.slice(2).map(({ batchId }) => batchId),
    ['b', 'c', 'd', 'e'],
  );
});

for (const option of ['--timeout', '--total-timeout']) {
  test(`${option} ends the wait for an answer`, async (t) => {
    const server = await startFaultServer(t, { a: hang });
    const args = ['a', option, '100', '--retries', '0', '--json'];
    const { status, stdout } = await runCommand(args, { variables: variablesFor(server) });
    assert.equal(status, 1);
    assert.equal(JSON.parse(stdout).error.code, 'TIMEOUT');
  });
}

describe('refused with status 2, and nothing sent:', () => {
  const HELP = 'eyes-batch-close close --help says more.\n';
  /** @type {[args: string[], says: RegExp | string][]} */
  const table = [
    [['a', '--tiemout', '5'], `unknown option --tiemout; did you mean --timeout?\n${HELP}`],
    [['close', '--tiemout', '5'], `unknown option --tiemout; did you mean --timeout?\n${HELP}`],
    [['a', '--no-such-option'], `unknown option --no-such-option\n${HELP}`],
    [['a', `--apikey=${KEY}`], `unknown option --apikey; did you mean --api-key?\n${HELP}`],
    [['a', '--json=yes'], `--json takes no value\n${HELP}`],
    [['a', '--results=tests'], `--results takes no value; --junit reads each test\n${HELP}`],
    [
      ['--batch-id', 'a'],
      `unknown option --batch-id; give the ID as an argument: eyes-batch-close ID\n${HELP}`,
    ],
    [
      ['close', '--batch-ids=a'],
      `unknown option --batch-ids; give the ID as an argument: eyes-batch-close ID\n${HELP}`,
    ],
    [
      ['status', '--id', 'a'],
      'unknown option --id; give the ID as an argument: eyes-batch-close status ID\n' +
        'eyes-batch-close status --help says more.\n',
    ],
    [
      ['run', '--batch-id=a', '--', 'true'],
      'unknown option --batch-id; set APPLITOOLS_BATCH_ID\neyes-batch-close run --help says more.\n',
    ],
    [['serve', '--id=a'], 'unknown option --id\neyes-batch-close serve --help says more.\n'],
    [['a', '--timeout'], `--timeout needs a value\n${HELP}`],
    [
      ['a', '--store', '-x'],
      `--store needs a value; one that begins with a dash is written --store=…\n${HELP}`,
    ],
    [
      ['statsu'],
      'statsu is no command; did you mean status? To close a batch of this ID: eyes-batch-close close statsu\n' +
        'eyes-batch-close --help says more.\n',
    ],
    [['a', '--from', 'b', '--from=c'], `--from is given twice\n${HELP}`],
    [['id', '--json'], 'id takes no --json\neyes-batch-close id --help says more.\n'],
    [['id', 'a'], 'id takes no arguments\neyes-batch-close id --help says more.\n'],
    [['a', '--explain'], `close takes no --explain\n${HELP}`],
    [
      ['a', '--timeout', 'abc'],
      '--timeout must be a whole number from 1 to 2147483647, not "abc"\n',
    ],
    [['a', '--timeout', '0'], '--timeout must be a whole number from 1 to 2147483647, not 0\n'],
    [['a', '--total-timeout', '1e3'], /^--total-timeout must be a whole number .*, not "1e3"\n$/],
    [['a', '--retries=-1'], '--retries must be a whole number from 0 to 100, not "-1"\n'],
    [['a', '--retries', '101'], '--retries must be a whole number from 0 to 100, not 101\n'],
    [['a', '--concurrency', '33'], '--concurrency must be a whole number from 1 to 32, not 33\n'],
    [['a', '--api-key-in', 'cookie'], "--api-key-in must be 'query' or 'header'\n"],
    [
      ['a', '--server-url', 'ftp://eyes'],
      '--server-url has a scheme that is neither http nor https. ' +
        'Set serverUrl (--server-url, APPLITOOLS_SERVER_URL) to an address such as https://eyesapi.applitools.com.\n',
    ],
    [['a', '--proxy', 'socks5://proxy'], /^--proxy /],
    [['a', '--cert', __filename], '--cert needs key (--key), too\n'],
    [['a', '--ca', __filename], /^--ca can't be used: it must be PEM/],
    [['a', '--key', 'no-such-file'], /^--key no-such-file can't be read: ENOENT\n$/],
  ];
  for (const [args, says] of table) {
    test(args.join(' ').replace(KEY, '…').replace(__filename, 'FILE'), async (t) => {
      const server = await startFaultServer(t);
      const { status, stdout, stderr } = await runCommand(args, {
        variables: variablesFor(server),
      });
      assert.deepEqual([status, stdout], [2, ''], stderr);
      if (typeof says === 'string') assert.equal(stderr, `error: ${says}`);
      else assert.match(stderr.replace(/^error: /, ''), says);
      assert.deepEqual(server.seen, []);
    });
  }

  test('no API key', async () => {
    const { status, stdout, stderr } = await runCommand(['a', '--json']);
    assert.equal(status, 2);
    const message = '--api-key is not set, nor is APPLITOOLS_API_KEY';
    const hint = 'Set the environment variable APPLITOOLS_API_KEY.';
    assert.equal(stderr, `error: ${message}. ${hint}\n`);
    assert.deepEqual(JSON.parse(stdout).error, { code: 'NO_API_KEY', message, hint });
  });
});

describe('the help', () => {
  for (const [args, begin, holds] of /** @type {const} */ ([
    [['--help'], 'Closes Applitools Eyes batches', 'npx eyes-batch-close --ci'],
    [['-h'], 'Closes Applitools Eyes batches', 'eyes-batch-close demo'],
    [['help'], 'Closes Applitools Eyes batches', 'eyes-batch-close demo'],
    [['help', 'id'], 'eyes-batch-close id', '--run NAME'],
    [['close', '--help'], 'eyes-batch-close [close] [ID…]', 'Exit status: 0'],
    [['status', '--help'], 'eyes-batch-close status', '--store URL'],
    [['id', '--help'], 'eyes-batch-close id', '$env:APPLITOOLS_BATCH_ID'],
    [['serve', '--help'], 'eyes-batch-close serve', '--port N'],
    [['demo', '--help'], 'eyes-batch-close demo', '\n  eyes-batch-close demo --keep\n'],
  ])) {
    test(args.join(' '), async () => {
      const { status, stdout, stderr } = await runCommand([...args]);
      assert.deepEqual([status, stderr], [0, '']);
      assert.ok(stdout.startsWith(begin) && stdout.includes(holds), stdout);
    });
  }

  test('names every option of close', async () => {
    const { stdout } = await runCommand(['close', '--help']);
    const wrong = await runCommand(['--no-such-option']);
    assert.equal(wrong.status, 2);
    const options = require('../../src/js/cli/options.js').COMMANDS.close;
    for (const name of Object.keys(options)) assert.ok(stdout.includes(`--${name}`), name);
    for (const [, name] of stdout.matchAll(/^ {2}--([a-z-]+)/gm)) assert.ok(name in options, name);
  });

  test('--version is that of the package', async () => {
    assert.deepEqual(await runCommand(['--version']), {
      status: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });
});
