// @ts-check
'use strict';

// Every file of a hook that docs/ show is called as its framework calls it: it closes the batch, and has the options.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { blocks, FRESH } = require('../support/documented-blocks.js');
const { codeBlock } = require('../support/documents.js');
const { startPlace } = require('../support/snippets.js');

/** @typedef {import('../support/documented-blocks.js').Block} Block */

const driver = path.join(__dirname, '../support/snippet-hook.js');

/** What a config may leave to its reader. */
const DEFINES = 'const defineConfig = (config) => config;\n';

/**
 * Runs one in a place of its own.
 *
 * @param {import('node:test').TestContext} t @param {Block} block @param {Record<string, string>} [variables]
 */
async function runHook(t, { page, has, framework = '' }, variables) {
  const place = await startPlace(t, {});
  const code = codeBlock(page, has);
  const isModule = /^(import|export) /m.test(code);
  const file = path.join(place.folder, isModule ? 'own.mjs' : 'own.cjs');
  fs.writeFileSync(file, isModule ? DEFINES + code : code);
  const ended = await place.run(process.execPath, [driver, framework, file], variables);
  return { ...ended, closed: place.closed };
}

for (const block of blocks.hook) {
  const { page, framework } = block;
  const isShard = page === 'docs/shards.md';
  const hasOptions = codeBlock(page, block.has).includes('failOnError: true');

  test(`${page} ${isShard ? 'asks the store' : 'closes the batch'}, for ${framework}`, async (t) => {
    const store = path.join(os.tmpdir(), 'no-such-store');
    const shared = { APPLITOOLS_BATCH_ID: 'nightly-4711', EYES_BATCH_STORE: `file://${store}` };
    const { status, output, closed } = await runHook(t, block, isShard ? shared : {});
    assert.equal(status, 0, output);
    // Of a shard, that it goes to the store is enough: this one is not there.
    assert.deepEqual(closed, isShard ? [] : [FRESH], output);
    assert.match(output, isShard ? /the last shard closes it.*no-such-store/s : /closed batch /);
  });

  if (!hasOptions) continue;
  test(`${page} fails the run, for ${framework}, where no key is set`, async (t) => {
    const { status, output } = await runHook(t, block, { APPLITOOLS_API_KEY: '' });
    assert.equal(status, 1, output);
    assert.match(output, /APPLITOOLS_API_KEY/);
  });
}

test('all show options but the reporter and the shard', () => {
  const all = blocks.hook.map(({ page, has, framework }) => [framework, codeBlock(page, has)]);
  const showing = all.filter(([, code]) => code?.includes('failOnError: true'));
  const frameworks = showing.map(([framework]) => framework);
  assert.deepEqual(frameworks, ['playwright', 'nightwatch', 'jest', 'vitest', 'mocha']);
});
