// @ts-check
'use strict';

// README shows lines of the examples' own config files, so that what it says is what js-tests/examples runs.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { blocks } = require('../support/documented-blocks.js');
const { codeBlock, read } = require('../support/documents.js');

for (const { page, has, file = '' } of blocks.example) {
  test(`${page} shows the lines of examples/${file}`, () => {
    const own = read(`examples/${file}`).split('\n');
    const shown = codeBlock(page, has)
      .split('\n')
      .filter((line) => line.trim() !== '');
    let at = 0;
    for (const line of shown) {
      const found = own.indexOf(line, at);
      assert.notEqual(found, -1, `not in the example, or not in this order: ${line}`);
      at = found + 1;
    }
  });
}
