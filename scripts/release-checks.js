// @ts-check
'use strict';

// What must be so before a version is published.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Stands where the owner of the repository has not been filled in. In two pieces, so that this file has none. */
const PLACEHOLDER = ['OWNER', 'eyes-batch-close'].join('/');

/**
 * Why this state of a repository can't be published: a sentence each, none if it can.
 *
 * @param {string} root
 * @returns {string[]}
 */
function releaseProblems(root) {
  const { version } = JSON.parse(read(root, 'package.json'));
  const tag = `v${version}`;
  const changelog = read(root, 'CHANGELOG.md');
  const unreleased = /^## \[?Unreleased\]?\n(.*?)(?=^## )/ms.exec(changelog)?.[1].trim();
  const heading = new RegExp(
    String.raw`^## \[?${version.replaceAll('.', '\\.')}\]? - \d{4}-\d\d-\d\d$`,
    'm',
  );
  const others = Object.entries(versionsBeside(root)).filter(([, other]) => other !== version);
  const holders = git(root, ['grep', '--files-with-matches', '--fixed-strings', PLACEHOLDER]);
  return [
    git(root, ['status', '--porcelain']) !== '' && 'The working tree has changes: commit them.',
    ...others.map(([file, other]) => `${file} has the version ${other}, package.json ${version}.`),
    ...pinsBeside(root, version),
    !heading.test(changelog) && `CHANGELOG.md has no section "## ${version} - YYYY-MM-DD".`,
    Boolean(unreleased) && `CHANGELOG.md has changes under Unreleased: they belong to ${version}.`,
    !git(root, ['tag', '--points-at', 'HEAD']).split('\n').includes(tag) &&
      `The commit has no tag ${tag}.`,
    holders !== '' &&
      `${PLACEHOLDER} is a placeholder; put the owner of the repository into ${holders.replaceAll('\n', ', ')}.`,
  ].filter((problem) => typeof problem === 'string');
}
exports.releaseProblems = releaseProblems;

/** The versions that other files give to the package. @param {string} root */
function versionsBeside(root) {
  const inToml = /^name = "eyes-batch-close"\nversion = "(.+)"$/m;
  return {
    'package-lock.json': JSON.parse(read(root, 'package-lock.json')).version,
    'Cargo.toml': inToml.exec(read(root, 'Cargo.toml'))?.[1],
    'Cargo.lock': inToml.exec(read(root, 'Cargo.lock'))?.[1],
  };
}

/**
 * Where a page or an example names another version of the package.
 *
 * @param {string} root @param {string} version
 */
function pinsBeside(root, version) {
  const pin = String.raw`eyes-batch-close(@|": "\^)[0-9]+\.[0-9]+\.[0-9]+`;
  const found = git(root, ['grep', '-oE', pin, '--', 'README.md', 'docs', 'examples']);
  const said = found.split('\n').flatMap((line) => {
    const [, file, other] = /^(.+?):.*?([\d.]+)$/.exec(line) ?? [];
    return other && other !== version ? [`${file} names another version: ${other}.`] : [];
  });
  return [...new Set(said)];
}

/** What git prints; no match is nothing. @param {string} cwd @param {string[]} args */
function git(cwd, args) {
  const { stdout, stderr, status, error } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0 && stderr !== '') throw new Error(`git ${args[0]}: ${stderr.trim()}`);
  return stdout.trim();
}

/** @param {string} root @param {string} file */
function read(root, file) {
  return fs.readFileSync(path.join(root, file), 'utf8');
}
