// @ts-check
'use strict';

// npm run release -- [--dry-run | --no-publish]: checks that this commit can be published, builds and packs it, writes the
// tarball, what is in it (SBOM) and their SHA-256 sums into release/, and publishes the tarball.
//
//   --dry-run     says what would keep it from being published, and publishes nothing
//   --no-publish  as without an option, but leaves publishing to a job of its own: that of .github/workflows/release.yml

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { ask, npmCall, run } = require('./programs.js');
const { releaseProblems } = require('./release-checks.js');
const { cargoSbom, npmSbom } = require('./sbom.js');

const root = path.join(__dirname, '..');
const folder = path.join(root, 'release');

/** @param {string} line */
const say = (line) => console.error(`release: ${line}`);

/**
 * Packs the checkout.
 * @returns {string} the tarball's name
 */
function pack() {
  run(process.execPath, [path.join(__dirname, 'setup.js')]);
  const output = ask(...npmCall(['pack', '--json', '--pack-destination', folder]));
  if (!output) throw new Error('npm pack failed');
  const [{ filename }] = JSON.parse(output);
  return filename;
}

/** @param {string} name @param {object} sbom */
function writeSbom(name, sbom) {
  fs.writeFileSync(path.join(folder, name), `${JSON.stringify(sbom, null, 2)}\n`);
}

/** In the form that `sha256sum --check` reads. */
function writeSums() {
  const lines = fs
    .readdirSync(folder)
    .sort()
    .map((name) => {
      const bytes = fs.readFileSync(path.join(folder, name));
      return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
    });
  fs.writeFileSync(path.join(folder, 'SHA256SUMS'), lines.join(''));
  process.stdout.write(lines.join(''));
}

function main() {
  process.chdir(root);
  const { values } = parseArgs({
    options: { 'dry-run': { type: 'boolean' }, 'no-publish': { type: 'boolean' } },
  });
  const problems = releaseProblems(root);
  for (const problem of problems) say(values['dry-run'] ? `would refuse: ${problem}` : problem);
  if (problems.length > 0 && !values['dry-run']) return 1;

  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  const tarball = pack();
  writeSbom(tarball.replace(/\.tgz$/, '.npm.cdx.json'), npmSbom(root));
  writeSbom(tarball.replace(/\.tgz$/, '.cargo.cdx.json'), cargoSbom(root));
  writeSums();
  if (values['dry-run'] || values['no-publish']) {
    say('nothing is published');
    return 0;
  }
  run(...npmCall(['publish', path.join(folder, tarball), '--provenance', '--access', 'public']));
  return 0;
}

process.exitCode = main();
