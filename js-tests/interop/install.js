// @ts-check
'use strict';

// Brings what peers/package-lock.json names, unless it is there. No install scripts: those of the
// drivers in the SDK's tree would download browsers' programs. traverse is held back in
// package.json because its newest version needs a package that not every registry has.

const fs = require('node:fs');
const path = require('node:path');
const { npmCall, run } = require('../../scripts/programs.js');

const peers = path.join(__dirname, 'peers');
const wanted = fs.readFileSync(path.join(peers, 'package-lock.json'), 'utf8');
const mark = path.join(peers, 'node_modules', '.installed-from');

if (!fs.existsSync(mark) || fs.readFileSync(mark, 'utf8') !== wanted) {
  console.error('interop: installing an SDK of Applitools and playwright-core');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run(...npmCall(['ci', '--prefix', peers, ...quiet]));
  fs.writeFileSync(mark, wanted);
}
