// @ts-check
'use strict';

// A disk that takes every call and answers none, as a network disk does whose server is gone: FUSE without anybody who
// serves it. Whoever touches it waits until the test ends, or is killed.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/** @param {import('./listen.js').Lifetime} t */
function mountHangingDisk(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-hanging-'));
  const device = fs.openSync('/dev/fuse', 'r+');
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
  const mount = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'hanging', folder], {
    stdio: ['ignore', 'pipe', 'pipe', device],
    encoding: 'utf8',
  });
  t.after(() => {
    fs.closeSync(device); // Whoever still waits gets an error now.
    spawnSync('umount', ['-l', folder]);
    fs.rmdirSync(folder);
  });
  if (mount.status !== 0) {
    throw new Error(`${mount.stderr}\nA disk can be mounted by root alone: run as root.`);
  }
  return { url: pathToFileURL(folder).href };
}
exports.mountHangingDisk = mountHangingDisk;
