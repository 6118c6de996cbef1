// @ts-check
'use strict';

// `npm run release`: what keeps a version from being published, and what the dry run makes.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { before, describe, test } = require('node:test');
const { releaseProblems } = require('../../scripts/release-checks.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

const root = path.join(__dirname, '../..');
const placeholder = ['OWNER', 'eyes-batch-close'].join('/');

/** A file of each kind, all of version 1.2.3. @type {Record<string, string>} */
const READY = {
  'package.json':
    '{ "version": "1.2.3", "repository": "https://github.com/somebody/eyes-batch-close" }',
  'package-lock.json': '{ "version": "1.2.3" }',
  'Cargo.toml': '[package]\nname = "eyes-batch-close"\nversion = "1.2.3"\n',
  'Cargo.lock': '[[package]]\nname = "eyes-batch-close"\nversion = "1.2.3"\n',
  'CHANGELOG.md': '# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-11-21\n\n### Added\n\n- All.\n',
};

/** @param {string} cwd @param {string[]} args */
function git(cwd, ...args) {
  const own = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  const { status, stderr } = spawnSync('git', [...own, ...args], { cwd, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

/**
 * A repository with these files, committed and tagged.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} [files]
 * @param {string} [tag]
 */
function repository(t, files, tag = 'v1.2.3') {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries({ ...READY, ...files })) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'All');
  git(folder, 'tag', tag);
  return folder;
}

describe('a version is not published', () => {
  test('of a repository that is ready, nothing is to be said', (t) => {
    assert.deepEqual(releaseProblems(repository(t)), []);
  });

  for (const [file, text, problem] of [
    ['Cargo.toml', '1.2.4', 'Cargo.toml has the version 1.2.4, package.json 1.2.3.'],
    ['Cargo.lock', '1.2.2', 'Cargo.lock has the version 1.2.2, package.json 1.2.3.'],
    ['package-lock.json', '1.2.2', 'package-lock.json has the version 1.2.2, package.json 1.2.3.'],
    ['CHANGELOG.md', '1x2.3', 'CHANGELOG.md has no section "## 1.2.3 - YYYY-MM-DD".'],
  ]) {
    test(`if it is another in ${file}`, (t) => {
      const other = READY[file].replaceAll('1.2.3', text);
      assert.deepEqual(releaseProblems(repository(t, { [file]: other })), [problem]);
    });
  }

  test('if its section has no date', (t) => {
    const changelog = READY['CHANGELOG.md'].replace(' - 2026-11-21', ' - not published');
    const problem = 'CHANGELOG.md has no section "## 1.2.3 - YYYY-MM-DD".';
    assert.deepEqual(releaseProblems(repository(t, { 'CHANGELOG.md': changelog })), [problem]);
  });

  test('if changes stand under Unreleased', (t) => {
    const changelog = READY['CHANGELOG.md'].replace(
      '## Unreleased\n',
      '## Unreleased\n\n- More.\n',
    );
    const problem = 'CHANGELOG.md has changes under Unreleased: they belong to 1.2.3.';
    assert.deepEqual(releaseProblems(repository(t, { 'CHANGELOG.md': changelog })), [problem]);
  });

  test('if the commit has another tag', (t) => {
    const problems = releaseProblems(repository(t, {}, 'v1.2.30'));
    assert.deepEqual(problems, ['The commit has no tag v1.2.3.']);
  });

  test('if a file is not committed', (t) => {
    const folder = repository(t);
    fs.writeFileSync(path.join(folder, 'more.txt'), '');
    assert.deepEqual(releaseProblems(folder), ['The working tree has changes: commit them.']);
  });

  test('if the owner of the repository was never filled in', (t) => {
    const folder = repository(t, { 'README.md': `uses: ${placeholder}@v0\n` });
    const problem = `${placeholder} is a placeholder; put the owner of the repository into README.md.`;
    assert.deepEqual(releaseProblems(folder), [problem]);
  });

  test('if a page or an example names another one', (t) => {
    const folder = repository(t, {
      'README.md': 'npx eyes-batch-close@1.2.3\nuses: somebody/eyes-batch-close@v1\n',
      'docs/run.md': 'npx eyes-batch-close@1.2.2 env, npx eyes-batch-close@1.2.2 --ci\n',
      'examples/jest/package.json': '{ "devDependencies": { "eyes-batch-close": "^1.2.0" } }\n',
    });
    assert.deepEqual(releaseProblems(folder), [
      'docs/run.md names another version: 1.2.2.',
      'examples/jest/package.json names another version: 1.2.0.',
    ]);
  });

  for (const options of [[], ['--no-publish']]) {
    test(`and nothing is built: release ${options.join(' ')}`, (t) => {
      const scripts = path.join(root, 'scripts');
      const folder = repository(t, {}, 'v1.2.2');
      fs.cpSync(scripts, path.join(folder, 'scripts'), { recursive: true });
      const { status, stderr } = release(folder, options);
      assert.equal(status, 1, stderr);
      assert.match(stderr, /^release: The commit has no tag v1\.2\.3\.$/m);
      assert.ok(!fs.existsSync(path.join(folder, 'release')));
    });
  }
});

describe('the dry run', () => {
  /** @type {ReturnType<typeof release>} */
  let ended;
  before(() => {
    ended = release(root, ['--dry-run']);
  });
  const { version } = require('../../package.json');
  const made = (/** @type {string} */ name) => fs.readFileSync(path.join(root, 'release', name));
  const names = (/** @type {string} */ kind) =>
    JSON.parse(made(`eyes-batch-close-${version}.${kind}.cdx.json`).toString()).components.map(
      (/** @type {{ name: string }} */ component) => component.name,
    );

  test('says what would keep it from being published, and publishes nothing', () => {
    assert.equal(ended.status, 0, ended.stderr);
    const problems = releaseProblems(root).map((problem) => `release: would refuse: ${problem}`);
    const said = ended.stderr.split('\n').filter((line) => line.startsWith('release:'));
    assert.deepEqual(said, [...problems, 'release: nothing is published']);
  });

  test('makes the tarball, two SBOMs, and their sums', () => {
    const files = ['cargo.cdx.json', 'npm.cdx.json', 'tgz'].map(
      (ending) => `eyes-batch-close-${version}.${ending}`,
    );
    assert.deepEqual(fs.readdirSync(path.join(root, 'release')), ['SHA256SUMS', ...files]);
    const sums = files.map(
      (file) => `${createHash('sha256').update(made(file)).digest('hex')}  ${file}\n`,
    );
    assert.equal(made('SHA256SUMS').toString(), sums.join(''));
    assert.equal(ended.stdout, sums.join(''));
  });

  test('lists the npm packages that an installation brings', () => {
    const { dependencies } = require('../../package.json');
    const listed = names('npm');
    for (const name of Object.keys(dependencies)) assert.ok(listed.includes(name), name);
    assert.ok(!listed.includes('typescript'));
  });

  test('lists the crates that are in the WebAssembly', () => {
    const listed = names('cargo');
    for (const name of ['base64', 'serde', 'wasm-bindgen']) assert.ok(listed.includes(name), name);
    for (const name of ['proptest', 'tokio', 'syn']) assert.ok(!listed.includes(name), name);
  });
});

/** @param {string} folder @param {string[]} options */
function release(folder, options) {
  const script = path.join(folder, 'scripts/release.js');
  return spawnSync(process.execPath, [script, ...options], { cwd: folder, encoding: 'utf8' });
}
