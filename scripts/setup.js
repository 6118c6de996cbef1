// @ts-check
'use strict';

// From a fresh clone to a built package, doing only what is missing.
// `npm start`, `npm test` and `npm run build` begin here; when nothing is missing it says nothing.

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { findProgram, npmCall, run } = require('./programs.js');
const { toolchain, toolsFolder, wasmBindgen, wasmPack } = require('./rust-tools.js');

/**
 * One thing that a fresh clone lacks.
 * @typedef {object} Step
 * @property {string} does What it does, said before it is done.
 * @property {string} otherwise What to do when it fails.
 * @property {string} [takes] How long it takes, if that is worth saying: as measured on two cores.
 * @property {() => boolean} isNeeded
 * @property {() => void} run Throws when it fails.
 */

process.chdir(path.join(__dirname, '..'));
const packageJson = JSON.parse(read('package.json'));

/** @type {Step} */
const npmPackages = {
  does: 'installing the npm packages of package-lock.json',
  otherwise: "Check the network and npm's registry and proxy settings.",
  isNeeded: () => !fs.existsSync('node_modules') || recall('npm') !== hashOf(['package-lock.json']),
  run() {
    // A production environment would leave out the tools of the build.
    run(...npmCall(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']));
    remember('npm', hashOf(['package-lock.json']));
  },
};

/** @type {Step} */
const pkg = {
  does: 'building pkg/ from the Rust sources',
  otherwise: 'Correct what the compiler says above.',
  isNeeded: () =>
    !shipped().every((file) => fs.existsSync(file)) || recall('pkg') !== hashOf(sources()),
  run() {
    const built = hashOf(sources());
    const { CARGO_HOME, RUSTUP_HOME } = process.env;
    const cargoHome = CARGO_HOME ?? path.join(os.homedir(), '.cargo');
    const rustupHome = RUSTUP_HOME ?? path.join(os.homedir(), '.rustup');
    const remapped = [`${cargoHome}=/cargo`, `${rustupHome}=/rustup`];
    const options = '--target nodejs --no-pack --mode no-install --release';
    // Panic messages name the files of dependencies, and of the standard library where rustup has its sources: without
    // the remapping, by their path on this machine.
    run('wasm-pack', ['--log-level', 'error', 'build', ...options.split(' '), '--', '--quiet'], {
      CARGO_ENCODED_RUSTFLAGS: remapped.map((pair) => `--remap-path-prefix=${pair}`).join('\x1f'),
    });
    fs.rmSync('pkg/.gitignore', { force: true }); // It holds `*`, which empties the npm tarball.
    const missing = shipped().filter((file) => !fs.existsSync(file));
    if (missing.length > 0) throw new Error(`wasm-pack did not make ${missing.join(' and ')}`);
    remember('pkg', built);
  },
};

/**
 * The files of `pkg/` that are published.
 * @returns {string[]}
 */
function shipped() {
  return packageJson.files.filter((/** @type {string} */ file) => file.startsWith('pkg/'));
}

/** Everything that `pkg/` is made of. */
function sources() {
  const rust = fs.readdirSync('src', { recursive: true, encoding: 'utf8' });
  const files = rust.filter((file) => file.endsWith('.rs')).sort();
  const manifests = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'scripts/setup.js'];
  return [...manifests, ...files.map((file) => path.join('src', file))];
}

/** @param {string[]} files */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files.filter((name) => fs.existsSync(name))) {
    hash.update(`${file}\0`).update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} name */
function recall(name) {
  const file = path.join('.cache', name);
  return fs.existsSync(file) ? read(file) : undefined;
}

/** @param {string} name @param {string} value */
function remember(name, value) {
  fs.mkdirSync('.cache', { recursive: true });
  fs.writeFileSync(path.join('.cache', name), value);
}

/** @param {string} file */
function read(file) {
  return fs.readFileSync(file, 'utf8');
}

/** What must be there before anything can be set up: a sentence on what is missing and how to get it. */
function missingFromTheMachine() {
  const wanted = packageJson.engines.node.replace('>=', '');
  if (process.versions.node.localeCompare(wanted, 'en', { numeric: true }) < 0) {
    return `Node ${process.versions.node} is too old: this project needs ${wanted} or later, from https://nodejs.org.`;
  }
  const missing = ['cargo', 'rustup'].filter((program) => !findProgram(program));
  if (missing.length > 0) {
    return (
      `${missing.join(' and ')} not found, and the core is written in Rust. Install Rust with rustup, ` +
      'from https://rustup.rs, then open a new terminal.'
    );
  }
  return undefined;
}

/** @param {string} line */
function say(line) {
  console.error(`setup: ${line}`);
}

function main() {
  const missing = missingFromTheMachine();
  if (missing) {
    say(missing);
    return 1;
  }
  const folders = [path.join(toolsFolder, 'bin'), path.resolve('node_modules/.bin')];
  process.env.PATH = [...folders, process.env.PATH].join(path.delimiter);
  const steps = [npmPackages, toolchain, wasmPack, wasmBindgen, pkg].filter((step) =>
    step.isNeeded(),
  );
  for (const [index, step] of steps.entries()) {
    const count = steps.length > 1 ? `${index + 1} of ${steps.length}: ` : '';
    const takes = step.takes ? ` (about ${step.takes} on two cores)` : '';
    say(`${count}${step.does}${takes}`);
    try {
      step.run();
    } catch (error) {
      say(`that failed: ${error instanceof Error ? error.message : error}`);
      say(`${step.otherwise} Then run the same command again: it goes on from here.`);
      return 1;
    }
  }
  return 0;
}

process.exitCode = main();
