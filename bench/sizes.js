// @ts-check
'use strict';

// What is downloaded and installed.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { gzipSync } = require('node:zlib');
const { npmCall } = require('../scripts/programs.js');
const { printTable } = require('./measure.js');

async function sizes() {
  const root = path.join(__dirname, '..');
  const wasm = fs.readFileSync(path.join(root, 'pkg/eyes_batch_close_bg.wasm'));
  const [npm, args] = npmCall(['pack', '--dry-run', '--json']);
  const options = { cwd: root, shell: npm.endsWith('.cmd') };
  const [tarball] = JSON.parse(execFileSync(npm, args, options).toString());
  printTable('Sizes in bytes', [
    ['wasm', String(wasm.length)],
    ['wasm, gzipped', String(gzipSync(wasm).length)],
    ['tarball', String(tarball.size)],
    ['tarball, unpacked', String(tarball.unpackedSize)],
  ]);
}
exports.sizes = sizes;
