// @ts-check
'use strict';

// The folder store keeps to what is its own: whatever else is in the store's folder stays as it is, however old, and
// whatever it is called; and no link leads it elsewhere.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { runScript } = require('../support/run-script.js');
const { startFolderStore, temporaryFolder } = require('../support/temporary-folder.js');
const { startCountingServer } = require('./servers.js');
const { closeAsShard } = require('./shard-process.js');

const TWO_DAYS_AGO = Date.now() / 1000 - 2 * 86_400;
const OLDER = TWO_DAYS_AGO - 7 * 86_400;
const HASH = 'a'.repeat(40);

/** @param {import('node:test').TestContext} t */
async function setUp(t) {
  const eyes = await startCountingServer(t);
  const store = startFolderStore(t);
  const options = { serverUrl: eyes.url, apiKey: 'the-key', retries: 0, store: store.url };
  const mark = (/** @type {string} */ batchIds) =>
    closeAsShard({ ...options, batchIds, timeout: 3000 }, 1, 2);
  return { folder: store.folder, mark };
}

/** Every path in a folder. @param {string} folder */
function pathsIn(folder) {
  const names = /** @type {string[]} */ (fs.readdirSync(folder, { recursive: true }));
  return names.sort().map((name) => path.join(folder, name));
}

/** Sets the time of everything in a folder, links themselves included. @param {string} folder @param {number} time */
function age(folder, time) {
  for (const file of pathsIn(folder).reverse()) fs.lutimesSync(file, time, time);
}

/** What is in a folder: the kind, the time and the content of each. @param {string} folder */
function snapshot(folder) {
  return pathsIn(folder).map((file) => {
    const stats = fs.lstatSync(file);
    const content = stats.isFile() ? fs.readFileSync(file, 'utf8') : undefined;
    return [path.relative(folder, file), stats.mode, stats.mtimeMs, content];
  });
}

/** @param {string} folder @param {Record<string, string>} files */
function write(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
}

/** What nobody but its owner may touch, by the path of its first part. */
const FOREIGN = {
  'eyes-batch-close-0.1.0.tgz': 'a release',
  'eyes-batch-close-now-report.txt': 'a report',
  'eyes-batch-close-examples.git/objects/pack/1.pack': 'a repository',
  [`eyes-batch-close-${HASH}.bak/total`]: 'a copy',
  [`eyes-batch-close-${HASH.toUpperCase()}/x`]: 'in capitals',
  [`${HASH}/x`]: 'an object',
  'now-0123456789abcdef': 'a probe of another program',
  'eyes-batch-closed/x': 'nearly our name',
};

/** Within our own folder, names that are nearly ours. */
const NEARLY_OURS = {
  'eyes-batch-close/README.md': 'a note',
  'eyes-batch-close/now-report.txt': 'a report',
  'eyes-batch-close/new-0123456789ABCDEF/x': 'in capitals',
  [`eyes-batch-close/${HASH}0/x`]: 'too long',
  [`eyes-batch-close/${HASH}.1x/x`]: 'no number',
  'eyes-batch-close/.git/objects/x': 'a repository',
};

test('what is not its own stays as it is, though its name begins as ours', async (t) => {
  const { folder, mark } = await setUp(t);
  write(folder, { ...FOREIGN, ...NEARLY_OURS });
  age(folder, TWO_DAYS_AGO);
  const before = snapshot(folder).filter(([name]) => name !== 'eyes-batch-close');
  for (const batchIds of ['first', 'second', 'first', 'third']) {
    assert.equal((await mark(batchIds)).code, undefined);
    // So that what is its own expires, and is cleared away by the next.
    const own = path.join(folder, 'eyes-batch-close');
    for (const file of pathsIn(own).filter((file) => /^[0-9a-f]{40}/.test(path.basename(file)))) {
      if (!/^a{40}/.test(path.basename(file))) fs.utimesSync(file, OLDER, OLDER);
    }
  }
  const names = new Set(before.map(([name]) => name));
  const after = snapshot(folder).filter(([name]) => names.has(name));
  assert.deepEqual(after, before);
});

test('in the folder of a store nothing is made but one folder', async (t) => {
  const { folder, mark } = await setUp(t);
  for (const batchIds of ['first', 'second']) await mark(batchIds);
  assert.deepEqual(fs.readdirSync(folder), ['eyes-batch-close']);
});

test('a link in the place of anything of ours is not followed, and nothing behind it changes', async (t) => {
  const { folder, mark } = await setUp(t);
  await mark('nightly');
  const places = pathsIn(folder).map((file) => path.relative(folder, file));
  assert.ok(places.length > 2, places.join());
  for (const place of places) {
    for (const kind of ['folder', 'file', 'nothing']) {
      fs.rmSync(folder, { recursive: true });
      fs.mkdirSync(folder);
      await mark('nightly');
      const victim = temporaryFolder(t);
      write(victim, {
        'inner/total': 'precious\n',
        'inner/1-of-2': 'precious\n',
        file: 'precious',
      });
      age(victim, TWO_DAYS_AGO);
      const target = path.join(
        victim,
        { folder: 'inner', file: 'file', nothing: 'none' }[kind] ?? '',
      );
      const link = path.join(folder, place);
      fs.rmSync(link, { recursive: true });
      fs.symlinkSync(target, link);
      fs.lutimesSync(link, OLDER, OLDER);
      const before = snapshot(victim);
      const result = await mark('nightly');
      assert.deepEqual(snapshot(victim), before, `${place} to a ${kind}`);
      assert.ok(!JSON.stringify(result).includes('precious'), `${place} to a ${kind}`);
      if (result.code !== undefined) assert.equal(result.code, 'STORE', `${place} to a ${kind}`);
    }
  }
});

test('a link that bears the name of what expired is neither followed nor deleted', async (t) => {
  const { folder, mark } = await setUp(t);
  const victim = temporaryFolder(t);
  write(victim, { 'inner/total': 'precious' });
  await mark('first');
  const [own] = fs.readdirSync(folder);
  const links = ['now-0123456789abcdef', 'new-0123456789abcdef', HASH, `${HASH}.1`];
  for (const name of links) {
    fs.symlinkSync(victim, path.join(folder, own, name));
    fs.lutimesSync(path.join(folder, own, name), OLDER, OLDER);
  }
  age(victim, TWO_DAYS_AGO);
  const before = snapshot(victim);
  await mark('second');
  assert.deepEqual(snapshot(victim), before);
  for (const name of links) {
    assert.equal(fs.readlinkSync(path.join(folder, own, name)), victim);
  }
});

test('a file in the place of its folder stays, and the error names it', async (t) => {
  const { folder, mark } = await setUp(t);
  write(folder, { 'eyes-batch-close': 'a file' });
  const result = await mark('nightly');
  assert.equal(result.code, 'STORE');
  assert.match(String(result.message), /eyes-batch-close is not a folder/);
  assert.equal(fs.readFileSync(path.join(folder, 'eyes-batch-close'), 'utf8'), 'a file');
});

test('an entry that can not be read leaves no file open', async (t) => {
  const { folder, url } = startFolderStore(t);
  const script = `
    const fs = require('node:fs');
    const path = require('node:path');
    const { closeBatch } = require('eyes-batch-close');
    const { folder, ...options } = JSON.parse(process.argv[1]);
    const open = () => fs.readdirSync('/proc/self/fd').length;
    const warnings = [];
    process.on('warning', ({ message }) => warnings.push(message));
    (async () => {
      await closeBatch(options);
      const names = fs.readdirSync(folder, { recursive: true });
      const total = path.join(folder, names.find((name) => path.basename(name) === 'total'));
      fs.rmSync(total);
      fs.mkdirSync(total);
      const codes = [];
      const mark = () => closeBatch(options).catch(({ code }) => codes.push(code));
      await mark();
      const before = open();
      for (let time = 0; time < 5; time += 1) await mark();
      console.log(JSON.stringify({ codes, left: open() - before, warnings }));
    })();`;
  const { url: serverUrl } = await startCountingServer(t);
  const shard = {
    store: url,
    shard: '1/2',
    batchIds: 'nightly',
    serverUrl,
    apiKey: 'k',
    retries: 0,
  };
  const { stdout, stderr } = await runScript(script, { data: { folder, ...shard } });
  const codes = Array(6).fill('STORE');
  assert.deepEqual(JSON.parse(stdout || '{}'), { codes, left: 0, warnings: [] }, stderr);
});
