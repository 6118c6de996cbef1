// @ts-check
'use strict';

// The Node versions that the benches run on: the one at hand, and those that npm brings for `npm run test:runtimes`.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { npmCall, run } = require('../scripts/programs.js');

const FOLDER = path.join(__dirname, '../js-tests/runtimes');

/**
 * @typedef {{ version: string, program: string }} Node
 *
 * @returns {Node[]} the one at hand first, no major version twice
 */
function nodes() {
  const names = Object.keys(require('../js-tests/runtimes/package.json').dependencies);
  const programs = names
    .filter((name) => name.startsWith('node-'))
    .map((name) => path.join(FOLDER, 'node_modules', name, 'bin/node'));
  if (!programs.every((program) => fs.existsSync(program))) {
    const flags = ['--no-save', '--no-package-lock', '--ignore-scripts=false', '--no-audit'];
    run(...npmCall(['install', '--prefix', FOLDER, ...flags]));
  }
  /** @type {Map<string, Node>} */
  const byMajor = new Map();
  for (const program of [process.execPath, ...programs]) {
    const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
    const [major] = version.split('.');
    if (!byMajor.has(major)) byMajor.set(major, { version, program });
  }
  return [...byMajor.values()];
}
exports.nodes = nodes;
