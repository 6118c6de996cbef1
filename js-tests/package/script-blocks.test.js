// @ts-check
'use strict';

// Every script of README and docs/ is run by Node, and closes what it says.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const tls = require('node:tls');
const { blocks } = require('../support/documented-blocks.js');
const { codeBlock } = require('../support/documents.js');
const { freePort } = require('../support/listen.js');
const { startProxy } = require('../support/proxies.js');
const { startPlace } = require('../support/snippets.js');

/** @typedef {import('../support/documented-blocks.js').Block} Block */

/**
 * Runs one in a place of its own.
 *
 * @param {import('node:test').TestContext} t @param {Block} block
 */
async function runScript(t, block) {
  const place = await startPlace(t, block);
  const { page, has, file = '', variables } = block;
  const credentials = { username: 'ci', password: String(variables?.PROXY_PASSWORD) };
  const proxy = await startProxy(t, { credentials });
  const code = place
    .here(codeBlock(page, has))
    .replace('http://proxy.example.com:3128', proxy.url)
    .replace('8080', `${await freePort()}`);
  fs.writeFileSync(path.join(place.folder, file), code);
  fs.writeFileSync(path.join(place.folder, 'ca.pem'), tls.rootCertificates[0]);
  const ended = await place.run(process.execPath, [file]);
  return { ...ended, closed: place.closed, proxied: proxy.seen.length };
}

for (const block of blocks.script) {
  test(`${block.page}, ${block.has}`, async (t) => {
    const { status, output, closed, proxied } = await runScript(t, block);
    assert.equal(status, 0, output);
    // In any order: several are closed at the same time.
    assert.deepEqual(closed.sort(), block.closes ?? [], output);
    assert.match(output, block.says ?? /^$/);
    assert.equal(proxied > 0, codeBlock(block.page, block.has).includes('proxy'));
  });
}

test('the script of README exits with 1 where the batch was not closed', async (t) => {
  const [block] = blocks.script;
  const { status, output } = await runScript(t, { ...block, opens: [] });
  assert.equal(status, 1, output);
  assert.match(output, /BATCH_NOT_FOUND/);
});
