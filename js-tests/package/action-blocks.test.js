// @ts-check
'use strict';

// The pages use the GitHub Action as action.yml describes it. What its steps do is tested where they are.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { version } = require('../../package.json');
const { blocks } = require('../support/documented-blocks.js');
const { codeBlock, inlineCode, read } = require('../support/documents.js');

/** The names below a key of action.yml. @param {string} key */
function namesBelow(key) {
  const [, section = ''] = new RegExp(`^${key}:\\n(.*?)^\\S`, 'ms').exec(read('action.yml')) ?? [];
  return [...section.matchAll(/^ {2}([\w-]+):/gm)].map(([, name]) => name);
}

const commands = ['run', 'env', 'close'];
const major = `v${version.split('.')[0]}`;

for (const { page, has } of blocks.action) {
  test(`${page} gives the action inputs that it has: ${has}`, () => {
    const uses = codeBlock(page, has)
      .split(/^ *- (?=uses: )/m)
      .slice(1);
    assert.ok(uses.length > 0);
    for (const use of uses) {
      const [, tag, inputs] =
        /^uses: \S+\/eyes-batch-close@(\S+)\n *with:\n((?: +[\w-]+: .*\n)+)/.exec(use) ?? [];
      assert.equal(tag, major);
      const given = [...String(inputs).matchAll(/^ +([\w-]+): (.*)$/gm)];
      // An item that follows ends the inputs: it begins with a dash, or has a key of a step.
      assert.deepEqual(
        given.map(([, name]) => name).filter((name) => !namesBelow('inputs').includes(name)),
        [],
      );
      const command = given.find(([, name]) => name === 'command')?.[2];
      assert.ok(command && commands.includes(command), use);
    }
  });
}

test('README names the commands of the action', () => {
  const [, named = ''] =
    /`uses: \S+\/eyes-batch-close@(v\d+)` with `command: run`, `close` or `env`/.exec(
      read('README.md'),
    ) ?? [];
  assert.equal(named, major);
});

test('docs/command-line.md names the outputs of the action', () => {
  const code = inlineCode('docs/command-line.md');
  assert.deepEqual(namesBelow('outputs'), ['batch-id', 'report']);
  assert.ok(namesBelow('outputs').every((name) => code.includes(name)));
});
