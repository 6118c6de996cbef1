// @ts-check
'use strict';

// The stores that shards share. The core decides what is kept in one and what follows from it (src/shards/); a store only
// keeps entries, each a name with a value of one line, under a key. Each entry is added by one caller alone, however many
// come at once, and seen by all from then on. Nothing is changed or taken away; all entries of a key expire together.

const { createHash } = require('node:crypto');

/**
 * @typedef {object} Place
 * @property {string} url
 * @property {string} key Any text.
 * @property {number} expiryMs How long the entries of a key are kept after the last was added.
 * @property {number} timeoutMs How long one step may take.
 *
 * @typedef {Place & { hash: string }} HashedPlace Its entries are kept under the hash of the key: 40 hex digits.
 *
 * @typedef {{ value: string, ageMs: number }} Entry Its age is by the store's clock.
 *
 * @typedef {object} Store
 * @property {(add: [name: string, value: string][], read: string[]) => Promise<(Entry | null)[]>} addAndRead
 *   One step: adds those entries that are not there yet, then reads others. It may be called again after it failed, or
 *   while a call that nobody waits for is under way. Rejects with what the system threw.
 * @property {() => void} close Ends what is under way, as far as that can be done.
 */

/**
 * Throws what the system threw if the URL is none, or the package redis is missing.
 *
 * @param {Place} place
 * @returns {Store}
 */
function openStore(place) {
  const hash = createHash('sha256').update(place.key).digest('hex').slice(0, 40);
  if (/^file:/i.test(place.url)) return require('./folder.js').openFolder({ ...place, hash });
  return require('./redis.js').openRedis({ ...place, hash });
}
exports.openStore = openStore;
