// @ts-check
'use strict';

// Entries as files in a folder on a disk that all machines see. An entry is made by exclusive creation, and looked up by
// its name, as shared disks cache the lists of their folders. The time is the disk's: that of a file just made there.
//
// Everything is kept in one folder of ours in the store's folder, and of that only names of these patterns are looked
// at, renamed or deleted. No link is followed.

const { randomBytes } = require('node:crypto');
const { constants } = require('node:fs');
const fs = require('node:fs/promises');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { fileURLToPath } = require('node:url');

const OWN_FOLDER = 'eyes-batch-close';
const BATCH = /^[0-9a-f]{40}$/;
const QUARANTINED = /^[0-9a-f]{40}\.(\d+)$/;
const TEMPORARY = /^(now|new)-[0-9a-f]{16}$/;

/** Windows has neither flag. Without O_NONBLOCK a pipe that bears our name would hang the call. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** An entry without its line feed is being written; after this time its writer has died. */
const WRITTEN_WITHIN_MS = 1000;
const LOOK_AGAIN_MS = 25;

/**
 * @param {import('./index.js').HashedPlace} place
 * @returns {import('./index.js').Store}
 */
function openFolder({ url, hash, expiryMs }) {
  const root = fileURLToPath(url);
  const own = path.join(root, OWN_FOLDER);
  const folder = path.join(own, hash);
  return {
    async addAndRead(add, read) {
      await fs.stat(root);
      // A step that adds nothing writes nothing, so it has no clock, and finds every entry new.
      const now = add.length > 0 ? await addAll(own, folder, expiryMs, add) : 0;
      if (!(await folderAt(own)) || !(await folderAt(folder))) return read.map(() => null);
      const entries = [];
      for (const name of read) entries.push(await lookUp(path.join(folder, name), now));
      return entries;
    },
    close() {},
  };
}
exports.openFolder = openFolder;

/**
 * Resolves to the disk's time before it.
 *
 * @param {string} own @param {string} folder @param {number} expiryMs @param {[name: string, value: string][]} entries
 */
async function addAll(own, folder, expiryMs, entries) {
  await fs.mkdir(own).catch(unless('EEXIST', undefined));
  await folderAt(own);
  const now = await timeOf(own);
  await prepare(own, folder, now - expiryMs);
  for (const [name, value] of entries) await create(path.join(folder, name), value);
  return now;
}

/** The disk's time, in milliseconds. @param {string} own */
async function timeOf(own) {
  const probe = temporary(own, 'now');
  const handle = await fs.open(probe, 'wx');
  try {
    return (await handle.stat()).mtimeMs;
  } finally {
    await handle.close();
    await fs.rm(probe, { force: true });
  }
}

/** @param {string} own @param {'now' | 'new'} kind */
function temporary(own, kind) {
  return path.join(own, `${kind}-${randomBytes(8).toString('hex')}`);
}

/**
 * Makes the folder of a batch unless it is there. Whoever makes it clears away what has expired.
 *
 * @param {string} own @param {string} folder @param {number} oldest
 */
async function prepare(own, folder, oldest) {
  await quarantine(folder, oldest);
  if (await folderAt(folder)) return;
  // It gets its name with something in it: an empty one could be renamed to the name of one in quarantine.
  const made = temporary(own, 'new');
  await fs.mkdir(made);
  await fs.writeFile(path.join(made, 'made'), '');
  try {
    await fs.rename(made, folder);
  } catch (error) {
    await fs.rm(made, { recursive: true });
    if (await folderAt(folder)) return; // Another shard was first.
    throw error;
  }
  for (const name of await fs.readdir(own)) {
    // Another shard may clear it away at the same time; what can't be cleared away harms nobody.
    await clear(path.join(own, name), oldest).catch(() => {});
  }
}

/**
 * Sets the folder of a batch aside that was last changed before a time. The new name holds when that was, and is taken
 * for another day: so of all that find the folder old one alone renames it, and none the new one in its place.
 *
 * @param {string} folder @param {number} oldest
 */
async function quarantine(folder, oldest) {
  const changed = Math.floor((await folderAt(folder))?.mtimeMs ?? Infinity);
  if (changed >= oldest) return;
  const aside = `${folder}.${changed}`;
  try {
    await fs.rename(folder, aside);
  } catch (/** @type {any} */ error) {
    if (error.code === 'ENOENT' || (await folderAt(aside))) return;
    throw error;
  }
  await fs
    .writeFile(path.join(aside, 'aside'), '', { flag: 'wx' })
    .catch(unless('EEXIST', undefined));
}

/** @param {string} file @param {number} oldest */
async function clear(file, oldest) {
  const name = path.basename(file);
  if (BATCH.test(name)) return quarantine(file, oldest);
  const [, changed] = QUARANTINED.exec(name) ?? [];
  if (changed === undefined && !TEMPORARY.test(name)) return;
  const stats = await fs.lstat(file);
  const isLink = !stats.isFile() && !stats.isDirectory();
  // One that has not changed since it got its name is just being set aside.
  const isFresh = stats.mtimeMs >= oldest || `${Math.floor(stats.mtimeMs)}` === changed;
  if (!isLink && !isFresh) await fs.rm(file, { recursive: true });
}

/**
 * Adds an entry unless it is there.
 *
 * @param {string} file @param {string} value
 */
async function create(file, value) {
  const handle = await fs.open(file, 'wx').catch(unless('EEXIST', undefined));
  if (!handle) return;
  try {
    await handle.writeFile(`${value}\n`).finally(() => handle.close());
  } catch (error) {
    await fs.rm(file, { force: true }).catch(() => {});
    throw error;
  }
}

/**
 * Reads an entry; one whose writer died in it has the value ''.
 *
 * @param {string} file @param {number} now
 * @returns {Promise<import('./index.js').Entry | null>}
 */
async function lookUp(file, now) {
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    const handle = await fs.open(file, READ).catch(unless('ENOENT', undefined));
    if (!handle) return null;
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new Error(`${file} is not a file`);
      const text = await handle.readFile('utf8');
      const isWhole = text.endsWith('\n');
      if (isWhole || waitedMs >= WRITTEN_WITHIN_MS) {
        return { value: isWhole ? text.trimEnd() : '', ageMs: Math.max(0, now - stats.mtimeMs) };
      }
    } finally {
      await handle.close();
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

/** The folder at a path, if there is something. Throws if that is anything but a folder. @param {string} place */
async function folderAt(place) {
  const stats = await fs.lstat(place).catch(unless('ENOENT', undefined));
  if (!stats || stats.isDirectory()) return stats;
  const [kind, code] = stats.isSymbolicLink() ? ['a link', 'ELOOP'] : ['not a folder', 'EEXIST'];
  throw Object.assign(new Error(`${code}: ${place} is ${kind}; it must be a folder`), { code });
}

/**
 * For the catch of a call: this value in place of an error with this code.
 *
 * @template T
 * @param {string} code @param {T} value
 */
function unless(code, value) {
  return (/** @type {any} */ error) => {
    if (error.code !== code) throw error;
    return value;
  };
}
