// @ts-check
'use strict';

// The Ultrafast Grid as far as a local server plays it: the requests of @applitools/ufg-client. js-tests/sdks has
// whole sessions of real SDKs.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { test } = require('node:test');
const { call, start } = require('../support/eyes-client.js');

const MiB = 1024 * 1024;
const noKey = { headers: {} };

test('SDKs learn where the grid is, and that there is no NLP service', async (t) => {
  const server = await start(t);
  const { json } = await call(server, 'GET', '/api/sessions/renderinfo');
  assert.deepEqual([json.serviceUrl, json.nlpEnabled], [`${server.url}/ufg/`, false]);
});

test('each job is answered with the environment that it asks for', async (t) => {
  const server = await start(t);
  const job = {
    platform: { name: 'linux', type: 'web' },
    browser: { name: 'chrome' },
    renderInfo: { width: 800, height: 600 },
  };
  const { status, json } = await call(server, 'POST', '/ufg/job-info', {
    ...noKey,
    json: [job, {}],
  });
  assert.equal(status, 200);
  const displaySize = { width: 800, height: 600 };
  assert.deepEqual(json, [
    { eyesEnvironment: { displaySize, hostingApp: 'chrome', os: 'linux' } },
    { eyesEnvironment: { displaySize: { width: 0, height: 0 } } },
  ]);
});

test('a resource is wanted once', async (t) => {
  const server = await start(t);
  const known = async (/** @type {unknown[]} */ json) =>
    (
      await call(server, 'POST', '/ufg/resources/query/resources-exist?render-id=r', {
        ...noKey,
        json,
      })
    ).json;
  const [one, two] = ['one', 'two'].map((text) => createHash('sha256').update(text).digest('hex'));
  assert.deepEqual(await known([one]), [false]);
  assert.deepEqual(await known([one, two]), [true, false]);
  assert.deepEqual(await known([{ hashFormat: 'sha256', hash: two }]), [true]);
});

test('a large resource is taken, and one that is too large refused by its size', async (t) => {
  const server = await start(t);
  const put = (/** @type {number} */ bytes) => {
    const body = Buffer.alloc(bytes);
    return call(server, 'PUT', '/ufg/resources/sha256/0a1b', { ...noKey, body });
  };
  assert.equal((await put(40 * MiB)).status, 200);
  const { status, json } = await put(64 * MiB + 1);
  assert.equal(status, 413);
  assert.match(json.message, /The body has 67108865 bytes; at most 67108864 are taken here/);
});

test('every page is rendered at once, a large one too', async (t) => {
  const server = await start(t);
  const page = {
    snapshot: { hash: '0a' },
    resources: { 'http://a/': { filler: 'x'.repeat(5 * MiB) } },
  };
  const rendered = await call(server, 'POST', '/ufg/render', { ...noKey, json: [page, page] });
  assert.equal(rendered.status, 200);
  const ids = rendered.json.map((/** @type {{ renderId: string }} */ { renderId }) => renderId);
  assert.equal(new Set(ids).size, 2);
  const status = await call(server, 'POST', '/ufg/render-status', { ...noKey, json: ids });
  for (const [index, render] of status.json.entries()) {
    assert.deepEqual([render.renderId, render.status], [ids[index], 'rendered']);
    assert.ok(render.imageLocation.startsWith(`${server.url}/`));
  }
});

test('a body that is no list is a 400', async (t) => {
  const server = await start(t);
  for (const path of ['job-info', 'resources/query/resources-exist', 'render', 'render-status']) {
    const { status, json } = await call(server, 'POST', `/ufg/${path}`, { ...noKey, json: {} });
    assert.deepEqual([status, json.message], [400, 'The body must be a JSON array'], path);
  }
});
