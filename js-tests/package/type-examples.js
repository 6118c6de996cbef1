// @ts-check
'use strict';

// The examples in the comments of our .d.ts files, each as a file of its own.

const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./packed.js');

const types = path.join(root, 'src/js');

/** What the examples import from frameworks that are not installed: whether their own types fit is tested with them. */
const FRAMEWORKS = `
declare module '@playwright/test' { export function defineConfig(config: object): object }
declare module 'vitest/config' { export function defineConfig(config: object): object }
`;

/**
 * The examples of one comment each, and the name of what the comment is about.
 *
 * @param {string} text
 */
function examplesOf(text) {
  return [...text.matchAll(/^ *\/\*\*$(.*?)^ *\*\/$/gms)].flatMap(([, comment]) =>
    comment
      .split(/^ *\* @/m)
      .filter((tag) => tag.startsWith('example\n'))
      .map((tag) => tag.replace(/^example\n/, '').replace(/^ *\* ?/gm, '')),
  );
}

/**
 * Writes the examples into a folder.
 *
 * @param {string} folder
 * @returns {string[]} the files to compile
 */
function writeTypeExamples(folder) {
  const files = [['frameworks.d.ts', FRAMEWORKS]];
  for (const file of fs.readdirSync(types, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.d.ts')) continue;
    const examples = examplesOf(fs.readFileSync(path.join(types, file), 'utf8'));
    const base = file.replace(/\.d\.ts$/, '').replaceAll(path.sep, '-');
    examples.forEach((example, index) => {
      const extension = example.includes('module.exports') ? 'cjs' : 'mts';
      files.push([`${base}-${index + 1}.${extension}`, example]);
    });
  }
  fs.mkdirSync(folder);
  return files.map(([name, text]) => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  });
}
exports.writeTypeExamples = writeTypeExamples;
