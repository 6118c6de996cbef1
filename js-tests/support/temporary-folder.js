// @ts-check
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/**
 * An empty folder until the test ends.
 *
 * @param {import('./listen.js').Lifetime} t
 */
function temporaryFolder(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-batch-close-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
exports.temporaryFolder = temporaryFolder;

/**
 * A store of shards in such a folder.
 *
 * @param {import('./listen.js').Lifetime} t
 */
exports.startFolderStore = (t) => {
  const folder = temporaryFolder(t);
  return {
    folder,
    url: pathToFileURL(folder).href,
    /** The folder in it that is the store's own; it is there from the first entry on. */
    own: path.join(folder, 'eyes-batch-close'),
    /** How many files and folders are in it. */
    entries: () => fs.readdirSync(folder, { recursive: true }).length,
  };
};
