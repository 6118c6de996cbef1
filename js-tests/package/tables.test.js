// @ts-check
'use strict';

// The tables of README and docs/ list what there is in the source, no more and no less.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const packageJson = require('../../package.json');
const { COMMANDS } = require('../../src/js/cli/options.js');
const { read, tableRows } = require('../support/documents.js');

const root = path.join(__dirname, '../..');

/** The options of the hooks alone, by `src/config/option_names.rs`. */
const OF_HOOKS = ['enabled', 'failOnError', 'batchName', 'quiet'];

/** The names in the code of a cell, or of a list of cells. @param {string} text */
function namesIn(text) {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
}

/** @param {string} page @param {string} head */
function firstColumn(page, head) {
  return tableRows(page, head).flatMap(([first]) => namesIn(first));
}

/** The names in a list of the core. @param {string} file @param {string} list */
function namesOf(file, list) {
  const pattern = new RegExp(String.raw`${list}: \[&str; \d+\] = \[(.*?)\]`, 's');
  const [, names = ''] = pattern.exec(read(file)) ?? [];
  return [...names.matchAll(/"(\w+)"/g)].map(([, name]) => name);
}

/** The options that the core knows. */
const optionNames = () => namesOf('src/config/option_names.rs', 'OPTION_NAMES');

test('README lists the options of the core', () => {
  // `proxy: { url }` and the values of `apiKeyIn` are code, too.
  const listed = firstColumn('README.md', '| option | environment |')
    .map((code) => /^\w+/.exec(code)?.[0] ?? '')
    .filter((name) => !/^(AbortSignal|X)?$/.test(name));
  const expected = optionNames().filter((name) => !OF_HOOKS.includes(name));
  assert.deepEqual(listed.sort(), expected.sort());
});

test('docs/hooks.md lists the options that hooks have beside those', () => {
  const listed = firstColumn('docs/hooks.md', '| option | |').map((code) => /^\w+/.exec(code)?.[0]);
  const all = new Set(listed);
  all.delete('batchIds');
  assert.deepEqual([...all].sort(), [...OF_HOOKS].sort());
  assert.ok(OF_HOOKS.every((name) => optionNames().includes(name)));
});

test('the command has the options that docs/command-line.md lists', () => {
  const rows = firstColumn('docs/command-line.md', '| option | |');
  const missing = rows.filter((code) => !Object.hasOwn(COMMANDS.close, code.replace(/^--/, '')));
  assert.deepEqual(missing, []);
  assert.ok(rows.length > 5);
});

test('docs/command-line.md lists the variables of each CI', () => {
  const source = read('src/run/ci.rs').split('const PROVIDERS')[1];
  const pattern =
    /(?:attempt_variable: Some\("(\w+)"\),\s*\.\.)?provider\("(\w+)", "\w+", &\[(.*?)\]\)/g;
  const providers = [...source.matchAll(pattern)]
    .map(([, attempt, name, variables]) => ({
      name: `${name}-…`,
      variables: [...variables.matchAll(/\w+/g)].map(String).concat(attempt ?? []),
    }))
    .filter(({ variables }) => variables.length > 0);
  const listed = tableRows('docs/command-line.md', '| CI | ID |').map(([, id, variables]) => ({
    name: namesIn(id)[0],
    variables: namesIn(variables),
  }));
  assert.ok(providers.length > 15);
  assert.deepEqual(listed, providers);
});

test('docs/review.md lists the dependencies, and when they are loaded', () => {
  const listed = tableRows('docs/review.md', '| package |').map(([cell]) => namesIn(cell)[0]);
  const { dependencies, peerDependencies } = packageJson;
  assert.deepEqual(
    listed.sort(),
    [...Object.keys(dependencies), ...Object.keys(peerDependencies)].sort(),
  );
  const installs = ['preinstall', 'install', 'postinstall', 'prepare'];
  assert.ok(!installs.some((script) => Object.hasOwn(packageJson.scripts, script)));
});

test('docs/review.md lists the packages that a dependency brings, and their licences', () => {
  const rows = tableRows('docs/review.md', '| package |');
  for (const [cell, , licences] of rows) {
    const [own] = namesIn(cell);
    const optional = own in packageJson.peerDependencies;
    const brought = optional ? [own] : [...allOf(own)];
    if (!optional) assert.deepEqual(namesIn(cell).sort(), [...brought].sort());
    const used = new Set(brought.map((name) => manifest(name).license));
    assert.deepEqual([...used].sort(), licences.split(', ').sort());
  }
});

/** A package and all that it depends on. @param {string} name @param {Set<string>} found */
function allOf(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const other of Object.keys(manifest(name).dependencies ?? {})) allOf(other, found);
  return found;
}

/** @param {string} name */
function manifest(name) {
  return JSON.parse(read(`node_modules/${name}/package.json`));
}

test('docs/review.md lists the variables that are read', () => {
  const listed = tableRows('docs/review.md', '| variable |').flatMap(([cell]) => namesIn(cell));
  const files = fs.readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  // Those of the CI have a table of their own; the demo sets variables for its workers; the help reads none.
  const others = /^(run\/ci\.rs|js\/(demo|eyes-server)\/|js\/cli\/help\.js)/;
  const sources = files.filter(
    (file) => /\.(rs|js)$/.test(file) && !others.test(file.replaceAll('\\', '/')),
  );
  const name =
    /\b(?:APPLITOOLS|EYES_BATCH|EYES_RESULTS|NODE_EXTRA|GITHUB_ACTIONS|GITHUB_STEP|HTTPS?_PROXY|NO_PROXY)[A-Z_]*\b/g;
  const found = sources.flatMap((file) => read(`src/${file}`).match(name) ?? []);
  const builds = namesOf('src/config/settings.rs', 'CI_BUILDS');
  assert.ok(builds.length > 5);
  assert.deepEqual([...new Set([...found, ...builds])].sort(), listed.sort());
});

test('docs/review.md lists the variables that tell which CI it is', () => {
  const source = read('src/run/ci.rs').split('const PROVIDERS')[1];
  const markers = [...source.matchAll(/provider\("\w+", "(\w+)"/g)].map(([, marker]) => marker);
  const [, listed = ''] =
    /^These variables tell which CI it is: (.*?)\.$/ms.exec(read('docs/review.md')) ?? [];
  assert.ok(markers.length > 15);
  assert.deepEqual(namesIn(listed), markers);
});

test('the figures of README are those of docs/figures.md', () => {
  const [, section = ''] = /^## Figures\n(.*?)^## /ms.exec(read('README.md')) ?? [];
  const [one] = tableRows('docs/figures.md', '| what | Node 20 |');
  const [many] = tableRows('docs/figures.md', '| what | measured |');
  const [, tarball] = tableRows('docs/figures.md', '| size |');
  const [, more] = /^The difference to `fetch` is (.*?)\./m.exec(read('docs/figures.md')) ?? [];
  let rest = section.replaceAll('\n', ' ');
  for (const figure of [
    `closes one batch takes ${one[3]} on Node 22, ${one[4]} times`,
    `(${more} more)`,
    `10,000 batches take ${many[1]} of CPU, ${many[2]} times`,
    `the tarball has ${tarball[1]} `,
  ]) {
    assert.ok(rest.includes(figure), figure);
    rest = rest.replace(figure, '');
  }
  assert.doesNotMatch(rest, /\d/, 'a figure that stands nowhere else');
});
