// @ts-check
'use strict';

// A disk as a store: one that is full or may not be written to, and what expires on it.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { pathToFileURL } = require('node:url');
const { startFolderStore } = require('../support/temporary-folder.js');
const { startCountingServer } = require('./servers.js');
const { closeAsShard, startShardProcess } = require('./shard-process.js');

/** @param {import('node:test').TestContext} t */
async function setUp(t) {
  const eyes = await startCountingServer(t);
  const options = { batchIds: 'nightly', serverUrl: eyes.url, apiKey: 'the-key', retries: 0 };
  return { eyes, options, closes: () => eyes.closes('nightly') };
}

/**
 * A small disk of its own.
 * @param {import('node:test').TestContext} t
 */
function startDisk(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${error}\nA disk of its own can be mounted by root alone: run as root.`);
  }
  t.after(() => {
    execFileSync('umount', ['-l', folder]);
    fs.rmdirSync(folder);
  });
  const remount = (/** @type {string} */ how) =>
    execFileSync('mount', ['-o', `remount,${how}`, folder]);
  return { url: pathToFileURL(folder).href, folder, remount };
}

test('a disk that is full is a STORE error, and the shard counts once there is room', async (t) => {
  const disk = startDisk(t);
  const { options, closes } = await setUp(t);
  const filler = `${disk.folder}/filler`;
  // Each shard finds it full: the first, and the last.
  for (const shard of [1, 2]) {
    assert.throws(() => fs.writeFileSync(filler, Buffer.alloc(1 << 20)), /ENOSPC/);
    const result = await closeAsShard({ ...options, store: disk.url }, shard, 2);
    assert.equal(result.code, 'STORE');
    assert.match(String(result.message), /ENOSPC/);
    fs.rmSync(filler);
    assert.equal(closes(), 0);
    const { outcomes } = await closeAsShard({ ...options, store: disk.url }, shard, 2);
    assert.deepEqual(outcomes, shard === 2 ? ['closed'] : []);
  }
  assert.equal(closes(), 1);
});

test('a disk that may only be read is a STORE error', async (t) => {
  const disk = startDisk(t);
  const { options, closes } = await setUp(t);
  await closeAsShard({ ...options, store: disk.url }, 1, 2);
  disk.remount('ro');
  const result = await closeAsShard({ ...options, store: disk.url }, 2, 2);
  assert.equal(result.code, 'STORE');
  assert.match(String(result.message), /EROFS/);
  assert.equal(closes(), 0);
});

/** @param {string} folder @param {number} time in seconds */
function age(folder, time) {
  for (const name of fs.readdirSync(folder)) fs.utimesSync(path.join(folder, name), time, time);
}

/** A file of the one batch in the store. @param {string} own @param {string} name */
function entry(own, name) {
  const [batch, ...others] = fs.readdirSync(own);
  assert.deepEqual(others, []);
  return path.join(own, batch, name);
}

test('however many come at once after everything expired, exactly one closes', async (t) => {
  const { url: store, own } = startFolderStore(t);
  const { options, closes } = await setUp(t);
  const processes = Array.from({ length: 8 }, () => startShardProcess(t));
  for (let round = 1; round <= 40; round += 1) {
    if (round > 1) age(own, 1e9 + round);
    const result = await Promise.all(
      processes.map((each, at) =>
        each.closeAsShards(
          { ...options, store },
          [1, 2, 3, 4].map((number) => 4 * at + number),
          4 * processes.length,
        ),
      ),
    );
    assert.deepEqual(
      result.flat().filter((one) => one.code),
      [],
    );
    assert.equal(closes(), round);
  }
});

test('what expired is cleared away a day later, by another batch', async (t) => {
  const { url: store, folder, own } = startFolderStore(t);
  const { options } = await setUp(t);
  await closeAsShard({ ...options, store }, 1, 2);
  age(own, 1e9);
  await closeAsShard({ ...options, store, batchIds: 'another' }, 1, 2);
  age(own, 1e9 + 1);
  await closeAsShard({ ...options, store, batchIds: 'a third' }, 1, 2);
  const left = fs.readdirSync(own);
  assert.equal(left.filter((name) => /^[0-9a-f]{40}$/.test(name)).length, 1);
  assert.equal(left.length, 2, `the third, and the second set aside: ${left}`);
  assert.deepEqual(fs.readdirSync(folder), ['eyes-batch-close']);
});

test('a shard that died while it wrote how many there are is a STORE error', async (t) => {
  const { url: store, own } = startFolderStore(t);
  const { options, closes } = await setUp(t);
  await closeAsShard({ ...options, store }, 1, 2);
  fs.writeFileSync(entry(own, 'total'), '');
  const result = await closeAsShard({ ...options, store }, 2, 2);
  assert.equal(result.code, 'STORE');
  assert.match(String(result.message), /total is empty/);
  assert.equal(closes(), 0);
});

test('a call that is aborted from the beginning leaves no entry', async (t) => {
  const { url: store, own } = startFolderStore(t);
  const { options } = await setUp(t);
  const result = await closeAsShard({ ...options, store, signal: AbortSignal.abort() }, 1, 2);
  assert.equal(result.code, 'ABORTED');
  assert.deepEqual((await closeAsShard({ ...options, store }, 2, 2)).shards?.done, [2]);
  assert.equal(fs.readdirSync(own).length, 1);
});

for (const [what, left] of /** @type {[string, string][]} */ ([
  ['after its entry', '0123456789abcdef \n'],
  ['in its entry', ''],
])) {
  test(`a shard that died ${what} leaves the batch to a further call`, async (t) => {
    const { url: store, own } = startFolderStore(t);
    const { options, closes } = await setUp(t);
    await closeAsShard({ ...options, store }, 1, 2);
    fs.writeFileSync(entry(own, '2-of-2'), left);
    assert.deepEqual((await closeAsShard({ ...options, store }, 2, 2)).outcomes, ['closed']);
    assert.equal(closes(), 1);
  });
}
