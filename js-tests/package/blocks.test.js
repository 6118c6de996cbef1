// @ts-check
'use strict';

// Every code block of README and docs/ is tested by one test, and what the pages for developers name is there.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { scripts } = require('../../package.json');
const { blocks, TESTED_BY } = require('../support/documented-blocks.js');
const { codeBlock, codeBlocks, inlineCode, pages } = require('../support/documents.js');

const root = path.join(__dirname, '../..');
const has = (/** @type {string} */ file) => fs.existsSync(path.join(root, file));

const documented = pages().filter((page) => /^(README\.md|docs\/.*)$/.test(page));
const known = Object.values(blocks).flat();

for (const page of documented) {
  test(`each code block of ${page} is tested, once`, () => {
    for (const { language, code } of codeBlocks(page)) {
      const by = known.filter((block) => block.page === page && code.includes(block.has));
      assert.equal(by.length, 1, `in js-tests/support/documented-blocks.js:\n${language}\n${code}`);
    }
  });
}

test('each block that is tested is on its page, once', () => {
  for (const block of known) assert.ok(codeBlock(block.page, block.has));
});

test('no fence is left over that the tests would not see', () => {
  for (const page of documented) {
    const text = fs.readFileSync(path.join(root, page), 'utf8');
    const fences = [...text.matchAll(/^\s*(```|~~~)/gm)];
    assert.equal(fences.length, 2 * codeBlocks(page).length, page);
    assert.doesNotMatch(text, /\n\n {4,}\S.*\n\n/, `${page} has an indented block`);
  }
});

for (const [kind, file] of Object.entries(TESTED_BY)) {
  test(`the tests for blocks of the kind ${kind} are in ${file}`, () => {
    const text = fs.readFileSync(path.join(root, 'js-tests', file), 'utf8');
    assert.match(text, new RegExp(`\\bblocks\\.${kind}\\b`));
  });
}

/** What a line of a page for developers needs; each kind of line is here. */
/** @type {[line: RegExp, needs: (...groups: string[]) => boolean][]} */
const LINES = [
  [/^cargo test (\w+)::(\w+)$/, (folder, module) => has(`tests/${folder}/${module}.rs`)],
  [/^cargo test --lib (\w+)$/, (module) => hasTests(module)],
  [/^node scripts\/test\.js (\S+)$/, (file) => has(file)],
  [/^PROPTEST_CASES=\d+ cargo mutants .*--file (\S+\.rs) /, (file) => has(file)],
];

/** @param {string} module */
function hasTests(module) {
  const sources = fs.readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const file = sources.find((source) => path.basename(source) === `${module}.rs`);
  return file !== undefined && /#\[cfg\(test\)\]/.test(read(path.join('src', file)));
}

/** @param {string} file */
function read(file) {
  return fs.readFileSync(path.join(root, file), 'utf8');
}

for (const block of blocks.names.filter(({ page }) => page === 'docs/testing.md')) {
  test(`docs/testing.md names what there is: ${block.has}`, () => {
    for (const line of codeBlock(block.page, block.has).trimEnd().split('\n')) {
      const [pattern, needs] = LINES.find(([each]) => each.test(line)) ?? [];
      assert.ok(pattern && needs?.(...(pattern.exec(line) ?? []).slice(1)), line);
    }
  });
}

for (const page of ['docs/architecture.md', 'docs/testing.md', 'docs/figures.md']) {
  test(`each script and file that ${page} names is there`, () => {
    const drawn = codeBlocks(page).flatMap(
      ({ code }) => code.match(/\b(?:src|pkg)\/[\w./-]*/g) ?? [],
    );
    const named = [...inlineCode(page), ...drawn];
    for (const [, script] of named.join('\n').matchAll(/^(?:npm run )((?!test:…)[\w:]+)$/gm)) {
      assert.ok(Object.hasOwn(scripts, script), `npm run ${script}`);
    }
    const files = named.filter((name) => /^[\w.-]+(\/[\w.-]+)+\/?$/.test(name));
    for (const file of files) {
      const places = [file, `src/${file}`, `js-tests/${file}.test.js`];
      assert.ok(places.some(has), file);
    }
  });
}

test('docs/testing.md names every suite', () => {
  const named = inlineCode('docs/testing.md').map((code) => code.replace('npm run ', ''));
  const suites = Object.keys(scripts).filter((script) => script.startsWith('test:'));
  assert.deepEqual(
    // `npm test` runs `test:js`.
    suites.filter((suite) => !named.includes(suite) && suite !== 'test:js'),
    [],
  );
});
