// @ts-check
'use strict';

// Whoever builds a version again gets the tarball that was published: the sources in another folder, with another target
// folder, another home of cargo, and other times on the files, give the same bytes.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { npmCall } = require('../../scripts/programs.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

const root = path.join(__dirname, '../..');

/** @param {string} cwd @param {[program: string, args: string[]]} call @param {NodeJS.ProcessEnv} [env] */
function run(cwd, [program, args], env) {
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = ['ignore', 'pipe', 'inherit'];
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio, env });
}

/** The tarball of a built checkout, and the hash of each file in it. @param {string} checkout @param {string} into */
function pack(checkout, into) {
  fs.mkdirSync(into);
  const call = npmCall(['pack', '--json', '--pack-destination', into]);
  const [{ filename, files }] = JSON.parse(run(checkout, call));
  const hashes = files.map((/** @type {{ path: string }} */ file) => [
    file.path,
    hashOf(path.join(checkout, file.path)),
  ]);
  return { files: Object.fromEntries(hashes), tarball: hashOf(path.join(into, filename)) };
}

/** @param {string} file */
function hashOf(file) {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

/** Copies the sources, and lends the copy the tools and npm packages of this checkout. @param {string} copy */
function copySources(copy) {
  const listed = run(root, [
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
  ]);
  for (const file of listed.split('\0')) {
    const from = path.join(root, file);
    if (file === '' || !fs.existsSync(from)) continue;
    fs.mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    fs.copyFileSync(from, path.join(copy, file));
    fs.utimesSync(path.join(copy, file), 1e9, 1e9);
  }
  fs.mkdirSync(path.join(copy, '.cache'));
  for (const lent of ['node_modules', '.cache/tools']) {
    fs.symlinkSync(fs.realpathSync(path.join(root, lent)), path.join(copy, lent));
  }
  fs.copyFileSync(path.join(root, '.cache/npm'), path.join(copy, '.cache/npm'));
}

/** A home for cargo that has what this machine has downloaded. @param {string} home */
function lendDownloads(home) {
  const { CARGO_HOME = path.join(os.homedir(), '.cargo') } = process.env;
  fs.mkdirSync(home);
  for (const name of ['registry', 'config.toml']) {
    const from = path.join(CARGO_HOME, name);
    if (fs.existsSync(from)) fs.symlinkSync(from, path.join(home, name));
  }
}

test('another folder gives the same tarball', (t) => {
  const folder = temporaryFolder(t);
  const copy = path.join(folder, 'a folder', 'of somebody else');
  copySources(copy);
  lendDownloads(path.join(folder, 'cargo'));
  run(copy, [process.execPath, ['scripts/setup.js']], {
    ...process.env,
    CARGO_HOME: path.join(folder, 'cargo'),
    CARGO_TARGET_DIR: path.join(folder, 'target'),
    RUSTFLAGS: '-Cdebuginfo=2',
    TZ: 'Asia/Kathmandu',
  });
  const [ours, theirs] = [
    pack(root, path.join(folder, 'ours')),
    pack(copy, path.join(folder, 'theirs')),
  ];
  assert.deepEqual(theirs.files, ours.files);
  assert.equal(theirs.tarball, ours.tarball);
});
