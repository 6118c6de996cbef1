// @ts-check
'use strict';

// Every shell block of README and docs/ is run, and closes what it says.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { describe, test } = require('node:test');
const { parseArguments } = require('../../src/js/cli/arguments.js');
const help = require('../../src/js/cli/help.js');
const { blocks } = require('../support/documented-blocks.js');
const { codeBlock, inlineCode, pages, read, tableRows } = require('../support/documents.js');
const { recipes } = require('../support/recipes.js');
const { runShell } = require('../support/snippets.js');

/** @typedef {import('../support/documented-blocks.js').Block} Block */

const RECIPES = recipes.map(({ file }) => `examples/ci/${file}`);

/** The pieces of a block that are run by themselves. @param {Block} block */
function piecesOf({ page, has, isEachLine, shards, before = '', after = '' }) {
  // What stands for the reader's own key is no key.
  const code = codeBlock(page, has).replace('API_KEY=…', 'API_KEY=the-key');
  if (isEachLine) {
    const lines = code.trimEnd().split('\n');
    return lines.map((line) => [line.includes('--shard') ? before : '', line].join('\n'));
  }
  if (shards) {
    const each = Array.from({ length: shards }, (_, at) => code.replaceAll('2/4', `${at + 1}/4`));
    return [each.join('\n')];
  }
  return [[before, code, after].join('\n')];
}

describe('runs as it stands:', { concurrency: 4 }, () => {
  for (const block of blocks.shell) {
    test(`${block.page}, ${block.has.trim()}`, async (t) => {
      /** @type {string[]} */
      const closed = [];
      /** @type {string[]} */
      const runs = [];
      let printed = '';
      for (const piece of piecesOf(block)) {
        const ended = await runShell(t, piece, block);
        assert.equal(ended.status, 0, `${piece}\n${ended.output}`);
        closed.push(...ended.closed);
        runs.push(...ended.runs);
        printed += ended.output;
      }
      assert.deepEqual(closed, block.closes ?? [], printed);
      assert.deepEqual(runs, block.runs ?? [], printed);
      if (block.says) assert.match(printed, block.says);
    });
  }
});

describe('sets one ID on all machines:', () => {
  const shell = { sh: '', GitHub: 'GITHUB_ENV=env', GitLab: '' };
  const files = { sh: undefined, GitHub: 'env', GitLab: 'eyes.env' };
  for (const name of /** @type {const} */ (['sh', 'GitHub', 'GitLab'])) {
    test(`the line for ${name}`, async (t) => {
      const lines = [shell[name], lineFor(name)];
      const file = files[name];
      // What later steps and jobs get by a file.
      lines.push(file ? `cat ${file}` : 'env');
      const { status, output } = await runShell(t, lines.join('\n'), { page: '', has: '' });
      assert.equal(status, 0, output);
      assert.match(output, /^APPLITOOLS_BATCH_ID=github-41-1$/m);
      assert.match(output, /^APPLITOOLS_DONT_CLOSE_BATCHES=true$/m);
      assert.match(output, /^EYES_BATCH_CLOSE=false$/m);
    });
  }

  // That PowerShell and cmd read them as they are meant is tested with --format in js-tests/cli and js-tests/windows.
  for (const [name, says] of /** @type {const} */ ([
    ['PowerShell', /^\$env:APPLITOOLS_BATCH_ID = 'github-41-1'$/m],
    ['cmd', /^set "APPLITOOLS_BATCH_ID=github-41-1"$/m],
  ])) {
    test(`the call in the line for ${name}`, async (t) => {
      const [call] = /npx --yes [^|']*/.exec(lineFor(name)) ?? [''];
      const { status, output } = await runShell(t, call, { page: '', has: '' });
      assert.equal(status, 0, output);
      assert.match(output, says);
    });
  }
});

describe('stops at set -e where the ID can not be had:', () => {
  /** Each place that takes what our command prints, with the lines that do. @type {[place: string, lines: string[]][]} */
  const places = [
    ...['README.md', 'docs/shards.md', 'examples/ci/README.md'].map(
      (page) => /** @type {[string, string[]]} */ ([page, linesThatTake(read(page))]),
    ),
    ['docs/command-line.md', [lineFor('sh')]],
    ['env --help', linesThatTake(help.env)],
    ['id --help', linesThatTake(help.id)],
  ];
  for (const [place, lines] of places) {
    test(place, () => {
      assert.equal(lines.length, 1);
      const script = `npx() { return 2; }\n${lines[0]}\necho goes on`;
      const { status, stdout } = spawnSync('sh', ['-ec', script], { encoding: 'utf8' });
      assert.deepEqual([status, stdout], [2, '']);
    });
  }

  test('no page or example has a line that hides it', () => {
    for (const page of [...pages(), ...RECIPES, 'src/js/cli/help.js']) {
      // What a page says against it has no command in it.
      assert.doesNotMatch(read(page), /(eval "|export \w+=)"?\$\([^)…]/, page);
    }
  });
});

/** The lines that put what our command prints into a variable, and what follows in the same block. @param {string} text */
function linesThatTake(text) {
  return [...text.matchAll(/^(?: *sh +)?(\w+=\$\(npx .*)$/gm)].map(([, line]) => line);
}

/** The line of the table for one shell. @param {string} name */
function lineFor(name) {
  const rows = tableRows('docs/command-line.md', '| | |');
  const row = rows.find(([first]) => first.startsWith(name));
  return (row?.[1] ?? '').replace(/^`|`$/g, '').replaceAll('\\|', '|');
}

test('the command knows every call that a page names in passing', () => {
  const documented = pages().filter((page) => !page.startsWith('CHANGELOG'));
  const calls = documented
    .flatMap(inlineCode)
    .filter((code) => /^(npx (--yes )?)?eyes-batch-close(@[\d.]+)? [^-]*-?-?\w/.test(code));
  assert.ok(calls.length > 15, `${calls.length} calls`);
  for (const call of calls) {
    const [, words] = /eyes-batch-close(?:@[\d.]+)? ([^|>'…]*)/.exec(call) ?? ['', ''];
    assert.doesNotThrow(() => parseArguments(words.trim().split(' ')), call);
  }
});
