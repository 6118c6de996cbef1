// @ts-check
'use strict';

// README shows the examples' own config files, so that what it says is what is run here.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const root = path.join(__dirname, '../..');

for (const [file, line] of [
  ['playwright/playwright.config.ts', "globalSetup: 'eyes-batch-close/playwright',"],
  ['webdriverio/wdio.conf.js', 'services: [[EyesBatchClose, {}]],'],
  ['nightwatch/nightwatch.conf.js', "plugins: ['eyes-batch-close/nightwatch'],"],
  ['jest/jest.config.js', "globalSetup: 'eyes-batch-close/jest/setup',"],
  ['vitest/vitest.config.mjs', "globalSetup: ['eyes-batch-close/vitest'],"],
  ['mocha/.mocharc.json', '"require": ["eyes-batch-close/mocha"]'],
  ['node/close-batch.mjs', 'closeBatch({ batchIds: process.env.APPLITOOLS_BATCH_ID })'],
]) {
  test(`README shows the lines of examples/${file}`, () => {
    const own = fs.readFileSync(path.join(root, 'examples', file), 'utf8').split('\n');
    const block = blocks().find((lines) => lines.some((text) => text.includes(line)));
    assert.ok(block, `README has no code block with ${line}`);
    // A comment in place of lines that are the user's own business.
    const shown = block.filter((text) => text.trim() !== '' && !/^\s*\/\/ …/.test(text));
    let at = 0;
    for (const text of shown) {
      const found = own.indexOf(text, at);
      assert.notEqual(found, -1, `not in the example, or not in this order: ${text}`);
      at = found + 1;
    }
  });
}

/** The lines of each code block of README. */
function blocks() {
  const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code]) => code.split('\n'));
}
