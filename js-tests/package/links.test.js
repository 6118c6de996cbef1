// @ts-check
'use strict';

// The links between the pages of the repository. npm shows README alone, so its links have to be absolute; those of all
// other pages are relative, and hold in a fork, too.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { homepage, repository } = require('../../package.json');
const { anchorsOf, linksOf, pages, read } = require('../support/documents.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

const root = path.join(__dirname, '../..');
const MOST_LINES_OF_README = 200;

/** Where GitHub shows the repository. */
const HOME = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
/** What it has there beside files. */
const GITHUBS_OWN = ['issues', 'releases', 'security', 'actions'];

/**
 * The file or folder in the repository that a link leads to, and its anchor; none, where it leads elsewhere.
 *
 * @param {string} page @param {string} link
 */
function targetOf(page, link) {
  const [address, anchor] = link.split('#');
  const isAbsolute = /^[a-z][a-z\d+.-]*:/i.test(address);
  if (!isAbsolute) {
    const place = address === '' ? page : path.posix.join(path.posix.dirname(page), address);
    return { place, anchor };
  }
  if (address !== HOME && !address.startsWith(`${HOME}/`)) return undefined;
  const [kind = '', branch, ...place] = address.slice(HOME.length + 1).split('/');
  if (kind === '' || GITHUBS_OWN.includes(kind)) return undefined;
  const isFile = (kind === 'blob' || kind === 'tree') && branch === 'main';
  return { place: isFile ? place.join('/') : address, anchor, kind };
}

/**
 * What is wrong with the links of a page.
 *
 * @param {string} page @param {string} [folder]
 */
function deadLinks(page, folder = root) {
  return linksOf(read(page, folder)).filter((link) => {
    const target = targetOf(page, link);
    if (!target) return false;
    const stats = fs.statSync(path.join(folder, target.place), { throwIfNoEntry: false });
    if (!stats || target.place.startsWith('..')) return true;
    if (target.kind && stats.isDirectory() !== (target.kind === 'tree')) return true;
    if (target.anchor === undefined) return false;
    return stats.isDirectory() || !anchorsOf(read(target.place, folder)).includes(target.anchor);
  });
}

test('homepage is the repository', () => {
  assert.match(HOME, /^https:\/\/github\.com\/[\w-]+\/eyes-batch-close$/);
  assert.equal(homepage, `${HOME}#readme`);
});

test('every page names the owner that package.json names', () => {
  const named = pages().flatMap((page) => [
    ...read(page).matchAll(/(?:github\.com\/|uses: )([^\s/]+)\/eyes-batch-close\b/g),
  ]);
  assert.ok(named.length > 10);
  const owners = new Set(named.map(([, owner]) => `https://github.com/${owner}/eyes-batch-close`));
  assert.deepEqual([...owners], [HOME]);
});

for (const page of pages()) {
  test(`${page} has no dead link`, () => assert.deepEqual(deadLinks(page), []));
}

test('README has no link that npm would not know', () => {
  const relative = linksOf(read('README.md')).filter((link) => !/^(#|https:)/.test(link));
  assert.deepEqual(relative, []);
});

test(`README has at most ${MOST_LINES_OF_README} lines`, () => {
  const lines = read('README.md').trimEnd().split('\n').length;
  assert.ok(lines <= MOST_LINES_OF_README, `${lines} lines`);
});

test('every page of docs/ and examples/ is reached from README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    const targets = linksOf(read(page)).map((link) => targetOf(page, link)?.place ?? '');
    for (const place of targets) {
      // GitHub shows the pages of a folder beside its files.
      const shown = pages().filter((other) => other === place || other.startsWith(`${place}/`));
      for (const other of place === '' ? [] : shown) reached.add(other);
    }
  }
  const all = pages().filter((page) => /^(docs|examples)\//.test(page));
  assert.ok(all.length > 10);
  assert.deepEqual(
    all.filter((page) => !reached.has(page)),
    [],
  );
});

test('an anchor is made by the rule of GitHub', () => {
  const headings = [
    '# The `new BatchClose(options?)`',
    '## status, serve, demo',
    '## A [link](x.md), _too_',
    '## Ctrl-C: what is it?',
    '## Übung 2',
    '## Übung 2',
    '```sh\n# no heading\n```',
  ];
  assert.deepEqual(anchorsOf(headings.join('\n')), [
    'the-new-batchcloseoptions',
    'status-serve-demo',
    'a-link-_too_',
    'ctrl-c-what-is-it',
    'übung-2',
    'übung-2-1',
  ]);
});

test('a dead link is found, whatever it leads to', (t) => {
  const folder = temporaryFolder(t);
  fs.mkdirSync(path.join(folder, 'docs'));
  const good = [
    '[a](b.md)',
    '[a](b.md#one-two)',
    '[a](#top)',
    `[a](${HOME}/blob/main/docs/b.md#one-two)`,
    `[a](${HOME}/tree/main/docs)`,
    `[a](${HOME}/issues)`,
    '[a](https://example.com/no#where)',
    '`[a](no.md)`',
  ];
  const dead = [
    'no.md',
    '../..',
    'b.md#no',
    '#no',
    '../docs#no',
    `${HOME}/blob/main/no.md`,
    `${HOME}/blob/main/docs`,
    `${HOME}/tree/main/docs/b.md`,
    `${HOME}/blob/next/docs/b.md`,
    `${HOME}/wiki`,
  ];
  const links = [...good, ...dead.map((link) => `[a](${link})`)];
  fs.writeFileSync(
    path.join(folder, 'docs/a.md'),
    `# Top\n\n${links.join('\n')}\n\n[x]: no-2.md\n`,
  );
  fs.writeFileSync(path.join(folder, 'docs/b.md'), '# B\n\n## One, two\n');
  assert.deepEqual(deadLinks('docs/a.md', folder), [...dead, 'no-2.md']);
});
