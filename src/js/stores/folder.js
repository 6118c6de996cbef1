// @ts-check
'use strict';

// Entries as files in a folder on a disk that all machines see, made by exclusive creation. They are looked up one by
// one, as shared disks cache the lists of their folders. Time is the disk's: that of a file just made there.

const { randomBytes } = require('node:crypto');
const fs = require('node:fs/promises');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { fileURLToPath } = require('node:url');

const PREFIX = 'eyes-batch-close-';
const PROBE = `${PREFIX}now-`;

/** A file that is empty is being written, or its writer died. */
const WRITTEN_WITHIN = 1000;
const LOOK = 25;

/**
 * @param {import('./index.js').Place} place
 * @returns {import('./index.js').Store}
 */
function openFolder({ url, key, expiry }) {
  const root = fileURLToPath(url);
  const folder = path.join(root, `${PREFIX}${key}`);
  return {
    async ask(add, read) {
      let added = false;
      let now = 0;
      if (add.length > 0) {
        now = await timeOf(root);
        await prepare(root, folder, now - expiry);
        for (const [name, value] of add) added = await create(path.join(folder, name), value);
      } else {
        await fs.access(root);
      }
      const entries = [];
      for (const name of read) entries.push(await lookUp(path.join(folder, name), now));
      return { added, entries };
    },
    close() {},
  };
}
exports.open = openFolder;

/** The disk's time, in milliseconds. @param {string} root */
async function timeOf(root) {
  const probe = path.join(root, `${PROBE}${randomBytes(8).toString('hex')}`);
  const handle = await fs.open(probe, 'wx');
  try {
    return (await handle.stat()).mtimeMs;
  } finally {
    await handle.close();
    await fs.rm(probe, { force: true });
  }
}

/**
 * Makes the folder of the batch unless it is there. Whoever makes it clears away what has expired.
 * @param {string} root @param {string} folder @param {number} oldest
 */
async function prepare(root, folder, oldest) {
  await setAside(folder, oldest);
  const isThere = await fs.mkdir(folder).then(() => false, unless('EEXIST', true));
  if (isThere) return;
  const names = await fs.readdir(root);
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    // Another shard may clear it away at the same time.
    await clear(path.join(root, name), oldest).catch(() => {});
  }
}

/**
 * Sets a folder aside that was last changed before a time. The new name holds when that was, and is taken for another
 * day: so of all that find the folder old one alone renames it, and none the new one in its place.
 * @param {string} folder @param {number} oldest
 */
async function setAside(folder, oldest) {
  const changed = await timeOfChange(folder);
  if (changed >= oldest) return;
  const aside = `${folder}.${changed}`;
  try {
    await fs.rename(folder, aside);
  } catch (/** @type {any} */ error) {
    if (error.code === 'ENOENT' || (await timeOfChange(aside)) < Infinity) return;
    throw error;
  }
  await fs.writeFile(path.join(aside, 'aside'), '');
}

/** @param {string} file @param {number} oldest */
async function clear(file, oldest) {
  const [name, expired] = path.basename(file).split('.');
  if (!expired && !name.startsWith(PROBE)) return setAside(file, oldest);
  const changed = await timeOfChange(file);
  // One without its file has just been set aside.
  if (changed < oldest && `${changed}` !== expired) await fs.rm(file, { recursive: true });
}

/** When a file was last changed, in whole milliseconds; what is not there never was. @param {string} file */
async function timeOfChange(file) {
  const isThere = await fs.stat(file).catch(unless('ENOENT', undefined));
  return isThere ? Math.floor(isThere.mtimeMs) : Infinity;
}

/**
 * Adds an entry; says whether it was not there.
 * @param {string} file @param {string} value
 */
async function create(file, value) {
  const handle = await fs.open(file, 'wx').catch(unless('EEXIST', undefined));
  if (!handle) return false;
  try {
    await handle.writeFile(`${value}\n`).finally(() => handle.close());
  } catch (error) {
    await fs.rm(file, { force: true }).catch(() => {});
    throw error;
  }
  return true;
}

/**
 * @param {string} file @param {number} now
 * @returns {Promise<import('./index.js').Entry | undefined>}
 */
async function lookUp(file, now) {
  for (let waited = 0; ; waited += LOOK) {
    const handle = await fs.open(file).catch(unless('ENOENT', undefined));
    if (!handle) return undefined;
    const text = await handle.readFile('utf8');
    const { mtimeMs } = await handle.stat();
    await handle.close();
    if (text.endsWith('\n') || waited >= WRITTEN_WITHIN) {
      return { value: text.trimEnd(), age: Math.max(0, now - mtimeMs) };
    }
    await sleep(LOOK);
  }
}

/**
 * For the catch of a call: this value in place of an error with this code.
 * @template T
 * @param {string} code @param {T} value
 */
function unless(code, value) {
  return (/** @type {any} */ error) => {
    if (error.code !== code) throw error;
    return value;
  };
}
