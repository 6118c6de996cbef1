// @ts-check
'use strict';

// The three steps of the set-up that bring the tools of the Rust build. Asking for a version takes milliseconds, so
// nothing is remembered about them.

const fs = require('node:fs');
const path = require('node:path');
const { ask, run } = require('./programs.js');

/** @typedef {import('./setup.js').Step} Step */

const root = path.join(__dirname, '..');

/** Where cargo installs tools, so that those of the machine stay as they are. */
const toolsFolder = path.join(root, '.cache', 'tools');
exports.toolsFolder = toolsFolder;

/** Both tools are compiled here, so that what they have in common is compiled once. It goes when both are there. */
const targetFolder = path.join(root, '.cache', 'tools-target');

const wasmPackVersion = '0.15.1';

/** The tool and the crate must be of exactly the same version. */
const wasmBindgenVersion = pinned('Cargo.toml', /^wasm-bindgen = "=(.+)"$/m);

const afterCargoInstall =
  'Check the network, and that the machine has a C compiler (Debian: apt install build-essential; macOS: xcode-select --install).';

/** @type {Step} */
exports.toolchain = {
  does: 'installing what rust-toolchain.toml asks for',
  otherwise: 'Check the network, and that rustup is of 2020 or later (rustup self update).',
  isNeeded() {
    // rustup may otherwise answer by installing a missing toolchain, unseen.
    const installed = ask('rustup', ['component', 'list', '--installed'], {
      RUSTUP_AUTO_INSTALL: '0',
    });
    const wanted = [
      ...listed('components'),
      ...listed('targets').map((target) => `rust-std-${target}`),
    ];
    return !wanted.every((component) =>
      installed?.split('\n').some((line) => line.startsWith(component)),
    );
  },
  run() {
    const channel = pinned('rust-toolchain.toml', /^channel = "(.+)"$/m);
    run('rustup', ['toolchain', 'install', channel, '--profile', 'minimal', '--no-self-update']);
    run('rustup', ['component', 'add', ...listed('components')]);
    run('rustup', ['target', 'add', ...listed('targets')]);
  },
};

/** @type {Step} */
exports.wasmPack = {
  does: `installing wasm-pack ${wasmPackVersion} by cargo into .cache/tools`,
  otherwise: afterCargoInstall,
  takes: 'a minute',
  isNeeded: () => versionOf('wasm-pack') !== wasmPackVersion,
  run: () => cargoInstall('wasm-pack', wasmPackVersion, ['--locked']),
};

/** @type {Step} */
exports.wasmBindgen = {
  does: `installing wasm-bindgen ${wasmBindgenVersion} by cargo into .cache/tools`,
  otherwise: afterCargoInstall,
  takes: 'a minute',
  isNeeded: () => versionOf('wasm-bindgen') !== wasmBindgenVersion,
  run() {
    // Its other programs are for tests in a browser, and its features download.
    const options = ['--bin', 'wasm-bindgen', '--no-default-features'];
    try {
      cargoInstall('wasm-bindgen-cli', wasmBindgenVersion, [...options, '--locked']);
    } catch {
      // Its lock file names versions that not every registry has (webpki-roots 1.0.11).
      console.error('setup: trying again without the lock file of wasm-bindgen-cli');
      cargoInstall('wasm-bindgen-cli', wasmBindgenVersion, options);
    }
  },
};

/** @param {string} name @param {string} version @param {string[]} options */
function cargoInstall(name, version, options) {
  const where = ['--root', toolsFolder, '--target-dir', targetFolder];
  run('cargo', ['install', name, '--version', version, ...where, ...options], {
    // The tools run for a fraction of a second: compiling them fast is worth more.
    CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
    CARGO_PROFILE_RELEASE_LTO: 'off',
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
    CARGO_PROFILE_RELEASE_DEBUG: '0',
  });
  const isLast = ![exports.wasmPack, exports.wasmBindgen].some((step) => step.isNeeded());
  if (isLast) fs.rmSync(targetFolder, { recursive: true, force: true });
}

/** @param {string} tool */
function versionOf(tool) {
  return ask(tool, ['--version'])?.split(/\s/)[1];
}

/** @param {string} file @param {RegExp} pattern */
function pinned(file, pattern) {
  const version = pattern.exec(fs.readFileSync(path.join(root, file), 'utf8'))?.[1];
  if (!version) throw new Error(`${file} has no line ${pattern}`);
  return version;
}

/** A list of rust-toolchain.toml. @param {string} key */
function listed(key) {
  return pinned('rust-toolchain.toml', new RegExp(`^${key} = \\[(.+)\\]$`, 'm'))
    .split(',')
    .map((entry) => entry.trim().slice(1, -1));
}
