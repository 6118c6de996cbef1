// @ts-check
'use strict';

// Runs what the pages show: shell lines by sh, scripts by Node, in a folder where this package is installed, against a
// local Eyes server, in an environment of its own.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const events = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { bin } = require('./cli.js');
const { FRESH, OF_CI } = require('./documented-blocks.js');
const { start } = require('./eyes-client.js');
const { runEyesTests } = require('./eyes-tests.js');
const { temporaryFolder } = require('./temporary-folder.js');

/** @typedef {import('node:test').TestContext} TestContext */
/** @typedef {import('./documented-blocks.js').Block} Block */
/** @typedef {{ status: number | null, output: string }} Ended */

const root = path.join(__dirname, '../..');
const PROGRAMS = ['npx', 'npm', 'mvn'];

/** A program that runs our command, of this checkout, where npx would; else a stub. @param {string} name */
const standIn = (name) => `#!/bin/sh
[ "$1" != --yes ] || shift
case "$1 $2" in
  'eyes-batch-close serve') ;;
  eyes-batch-close*) shift; exec '${process.execPath}' '${bin}' "$@" ;;
esac
exec '${process.execPath}' '${path.join(__dirname, 'stub-program.js')}' ${name} "$@"
`;

/** A run of GitHub Actions without its annotations, which would be lines of their own. */
const CI = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '41', GITHUB_RUN_ATTEMPT: '1' };
assert.equal(OF_CI, 'github-41-1');

/**
 * A folder with a server, and what was closed there.
 *
 * @param {TestContext} t
 * @param {Pick<Block, 'opens' | 'variables'>} block
 */
async function startPlace(t, { opens = [], variables = {} }) {
  /** @type {string[]} */
  const closed = [];
  const server = await start(t, {
    onBatchCompleted: ({ batchId }) => {
      closed.push(/^\d{4}-\d\d-\d\d/.test(batchId) ? FRESH : batchId);
    },
  });
  for (const id of opens) await runEyesTests(server, id, ['Home page']);
  const folder = temporaryFolder(t);
  fs.mkdirSync(path.join(folder, 'node_modules'));
  fs.symlinkSync(root, path.join(folder, 'node_modules/eyes-batch-close'), 'junction');
  const store = path.join(folder, 'store');
  fs.mkdirSync(store);
  const storeUrl = pathToFileURL(store).href;
  /** Code that finds a folder in the place of the pages' stores. @param {string} text */
  const here = (text) =>
    text.replace(/redis:\/\/ci-cache:6379|file:\/\/\/mnt\/ci\/shards/g, storeUrl);
  const { PATH = '', SystemRoot = '' } = process.env;
  return {
    folder,
    server,
    closed,
    here,
    /**
     * @param {string} program @param {string[]} args
     * @param {Record<string, string>} [more]
     * @returns {Promise<Ended>}
     */
    async run(program, args, more = {}) {
      const env = {
        PATH,
        SystemRoot,
        HOME: folder,
        APPLITOOLS_SERVER_URL: server.url,
        APPLITOOLS_API_KEY: 'the-key',
        ...Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [name, here(value)]),
        ),
        ...more,
      };
      const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (data) => (output += data));
      }
      const [status] = await events.once(child, 'close');
      return { status, output };
    },
  };
}
exports.startPlace = startPlace;

/**
 * Runs shell lines to their end; each must succeed.
 *
 * @param {TestContext} t
 * @param {string} code
 * @param {Block} block
 */
async function runShell(t, code, block) {
  const place = await startPlace(t, block);
  const programs = path.join(place.folder, 'bin');
  fs.mkdirSync(programs);
  for (const name of PROGRAMS) {
    fs.writeFileSync(path.join(programs, name), standIn(name), { mode: 0o755 });
  }
  const log = path.join(place.folder, 'runs');
  fs.writeFileSync(log, '');
  fs.writeFileSync(path.join(place.folder, 'ids.txt'), block.ids ?? '');
  const own = `${programs}${path.delimiter}${process.env.PATH}`;
  const ended = await place.run('sh', ['-ec', place.here(code)], {
    ...CI,
    PATH: own,
    STUB_LOG: log,
  });
  const runs = fs.readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return { ...ended, runs, closed: place.closed };
}
exports.runShell = runShell;
