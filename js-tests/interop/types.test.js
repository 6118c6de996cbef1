// @ts-check
'use strict';

// What TypeScript says of lines that are written for the SDK's class. The same file is compiled
// against the SDK's types and against ours; the latter takes these tests along.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { describe, test } = require('node:test');
const { promisify } = require('node:util');

const root = path.join(__dirname, '../..');

for (const [name, folder] of [
  ['TypeScript 7', 'typescript'],
  ['TypeScript 5.9', 'typescript-5'],
]) {
  describe(name, () => {
    for (const [title, project] of [
      ["the lines compile with the SDK's BatchClose", 'types/tsconfig.sdk.json'],
      ['the lines compile with ours, but for the differences listed', 'tsconfig.json'],
    ]) {
      test(title, async () => {
        const tsc = path.join(root, 'node_modules', folder, 'bin/tsc');
        const args = [tsc, '--project', path.join(__dirname, project)];
        const compiled = promisify(execFile)(process.execPath, args);
        await compiled.catch(({ stdout, stderr }) => assert.fail(`${stdout}${stderr}`));
      });
    }
  });
}
