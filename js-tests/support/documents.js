// @ts-check
'use strict';

// The pages of the repository, as a reader of GitHub sees them: their text, headings, links and code blocks.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '../..');

/** Folders that are not ours, or made: none of them holds a page of this repository. */
const NOT_OURS = ['node_modules', 'target', 'pkg', '.git', '.cache'];

/**
 * The paths of all pages in a folder, as `docs/hooks.md`.
 *
 * @param {string} [folder] @param {string} [inside]
 * @returns {string[]}
 */
function pages(folder = root, inside = '') {
  return fs.readdirSync(path.join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(inside, entry.name);
    if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : pages(folder, name);
    return entry.name.endsWith('.md') ? [name] : [];
  });
}
exports.pages = pages;

/** @param {string} page @param {string} [folder] */
function read(page, folder = root) {
  return fs.readFileSync(path.join(folder, page), 'utf8');
}
exports.read = read;

const FENCED = /^ *```(\w*)\n(.*?)^ *```$/gms;

/**
 * The code blocks of a page.
 *
 * @param {string} page
 */
function codeBlocks(page) {
  const blocks = [...read(page).matchAll(FENCED)];
  return blocks.map(([, language, code]) => ({ page, language, code }));
}
exports.codeBlocks = codeBlocks;

/**
 * The code of the one block of a page that has this text.
 *
 * @param {string} page @param {string} has
 */
exports.codeBlock = (page, has) => {
  const found = codeBlocks(page).filter(({ code }) => code.includes(has));
  assert.equal(found.length, 1, `${page} has ${found.length} blocks with ${has}`);
  return found[0].code;
};

/** The code that stands within the lines of a page. @param {string} page */
exports.inlineCode = (page) => {
  const spans = [
    ...read(page)
      .replace(FENCED, '')
      .matchAll(/`([^`\n]+)`/g),
  ];
  return spans.map(([, code]) => code.replaceAll('\\|', '|'));
};

/**
 * The cells of a table, without its head.
 *
 * @param {string} page @param {string} head how its first line begins
 */
exports.tableRows = (page, head) => {
  const lines = read(page).split('\n');
  const first = lines.findIndex((line) => line.startsWith(head));
  assert.notEqual(first, -1, `${page} has no table ${head}`);
  const rest = lines.slice(first + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end).map((line) => {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    return cells.map((cell) => cell.trim());
  });
};

/** The targets of the links of a page, of images, too. @param {string} text */
exports.linksOf = (text) => {
  const shown = text.replace(FENCED, '').replace(/`[^`\n]*`/g, '');
  const inline = [...shown.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)];
  const defined = [...shown.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm)];
  const bare = [...shown.matchAll(/<(https?:[^>\s]+)>/g)];
  return [...inline, ...defined, ...bare].map(([, target]) => target);
};

/**
 * The anchors of a page's headings, by GitHub's rule: in lower case, without punctuation, with dashes for spaces, and a
 * number where a heading comes again.
 *
 * @param {string} text
 */
exports.anchorsOf = (text) => {
  const headings = [...text.replace(FENCED, '').matchAll(/^#{1,6} +(.*?) *#*$/gm)];
  /** @type {Map<string, number>} */
  const times = new Map();
  return headings.map(([, heading]) => {
    const shown = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = shown.replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-');
    const count = times.get(anchor) ?? 0;
    times.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
};
