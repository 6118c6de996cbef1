// @ts-check
'use strict';

// The package as users get it: packed, and installed in an empty project.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { npmCall } = require('../../scripts/programs.js');

const root = path.join(__dirname, '../..');
exports.root = root;

/**
 * Packs the checkout and installs the tarball in a new folder, beside the programs of `project/`.
 */
function packAndInstall() {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-batch-close-')));
  const [packed] = JSON.parse(npm(root, ['pack', '--json', '--pack-destination', folder]));
  const tarball = path.join(folder, packed.filename);

  const project = path.join(folder, 'project');
  fs.cpSync(path.join(__dirname, 'project'), project, { recursive: true });
  fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true }\n');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  npm(project, ['install', tarball, ...quiet]);

  return {
    project,
    tarball,
    size: /** @type {number} */ (packed.size),
    files: /** @type {{ path: string }[]} */ (packed.files).map((file) => file.path),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
exports.packAndInstall = packAndInstall;

/** @param {string} cwd @param {string[]} args */
function npm(cwd, args) {
  const [program, all] = npmCall(args);
  return execFileSync(program, all, { cwd, encoding: 'utf8', shell: program.endsWith('.cmd') });
}
