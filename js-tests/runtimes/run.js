// @ts-check
'use strict';

// `npm run test:runtimes`: the tests on every Node major but that of the Node at hand, on which `npm test`, `test:proxies` and
// `test:tls` run them; checks.js on all of them, and on Bun and Deno.
// npm brings the runtimes. Prints a table; the exit status tells whether everything passed.

const childProcess = require('node:child_process');
const path = require('node:path');
const { npmCall, run } = require('../../scripts/programs.js');
const { startServers } = require('./servers.js');

const ROOT = path.join(__dirname, '../..');
const MODULES = path.join(__dirname, 'node_modules');
const exe = process.platform === 'win32' ? '.exe' : '';
const versions = Object.entries(require('./package.json').dependencies);
/** The script and the folders of `npm run test:js`, but for what is about the tarball: that is the same on each. */
const FAST_SUITE = require('../../package.json')
  .scripts['test:js'].split(' ')
  .slice(1)
  .filter((/** @type {string} */ folder) => folder !== 'js-tests/package');

/** What Windows and Unix programs cannot do without; all else is the tests' own business. */
const { PATH = '', SystemRoot = '', TEMP = '' } = process.env;

/** @param {string} name @returns {string[]} The program, and what comes before a script's name. */
function command(name) {
  if (name === 'bun') return [path.join(MODULES, 'bun/bin/bun.exe')]; // on every system
  // Deno would take code that it compiled before for this: npm gives every file the same date.
  const deno = ['run', '--no-code-cache', '--allow-all'];
  if (name === 'deno') return [path.join(MODULES, `deno/deno${exe}`), ...deno];
  return [path.join(MODULES, name, `bin/node${exe}`)];
}

/**
 * Runs a script to its end and says in a few words how it went, in more if it did not go well.
 *
 * @param {string[]} commandLine
 * @param {{ variables: Record<string, string>, limit: number, summary: RegExp }} kind
 */
async function summarize([program, ...args], { variables, limit, summary }) {
  const begin = performance.now();
  const child = childProcess.spawn(program, args, {
    cwd: ROOT,
    env: { PATH, SystemRoot, TEMP, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const status = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? `${signal} after ${limit} ms`));
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const [passed, failed] = (summary.exec(output) ?? [0, 0, 0]).slice(1).map(Number);
  const ok = status === 0 && passed > 0 && failed === 0;
  if (!ok) console.log(`\n${[program, ...args].join(' ')}: ended with ${status}\n${output}`);
  return { ok, words: `${passed} passed, ${failed} failed, ${seconds} s${ok ? '' : ' !'}` };
}

/** Brings the runtimes, and the package as its users get it. */
function install() {
  const { name, version } = require('../../package.json');
  const tarball = path.join(__dirname, `${name}-${version}.tgz`);
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts=false'];
  run(...npmCall(['pack', ROOT, '--silent', '--pack-destination', __dirname]));
  run(...npmCall(['install', '--prefix', __dirname, ...flags, tarball]));
}

async function main() {
  install();
  const { places, stop } = await startServers();
  const checking = {
    variables: { CHECKS_PLACES: JSON.stringify(places), NO_PROXY: '*' },
    limit: 120_000,
    summary: /(\d+) passed, (\d+) failed/,
  };
  const testing = { variables: {}, limit: 1_800_000, summary: /ℹ pass (\d+)\s+ℹ fail (\d+)/ };
  /** @type {Record<string, Record<string, string>>} */
  const table = {};
  let good = true;
  for (const [name, version] of versions) {
    const [runtime, ...flags] = command(name);
    const script = path.join(__dirname, 'checks.js');
    const checks = await summarize([runtime, ...flags, script], checking);
    const suite = [runtime, ...FAST_SUITE, 'js-tests/network/proxies', 'js-tests/network/tls'];
    const isAtHand = name === `node-${process.versions.node.split('.', 1)}`;
    const isTested = name.startsWith('node') && !isAtHand;
    const tests = isTested && (await summarize(suite, testing));
    good &&= checks.ok && (!tests || tests.ok);
    table[version.replace('npm:', '').replace(/^(?=\d)/, `${name}@`)] = {
      checks: checks.words,
      tests: tests ? tests.words : isAtHand ? 'by npm test' : '',
    };
  }
  stop();
  console.table(table);
  process.exitCode = good ? 0 : 1;
}

main();
