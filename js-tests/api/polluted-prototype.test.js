// @ts-check
'use strict';

// Only what a caller's own object says counts: what somebody added to Object.prototype is no option, and gets no key.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startFaultServer } = require('../support/fault-server.js');
const { runScript } = require('../support/run-script.js');
const { startFolderStore } = require('../support/temporary-folder.js');

const POLLUTION = `
  const { evil, store, ...data } = JSON.parse(process.argv[1]);
  const heard = [];
  const hear = (name) => (...args) => void heard.push(name);
  const send = async (url) => { heard.push('fetch ' + url); return new Response(''); };
  // Without signal and timeout, which Node's own streams and sockets take from there.
  const pollution = {
    batchIds: ['evil'], serverUrl: evil, apiKey: 'evil', proxy: evil, batchBuildId: 'evil', apiKeyIn: 'header',
    totalTimeout: 1, retries: 100, concurrency: 1, ignoreMissing: true,
    onResult: hear('onResult'), onAttempt: hear('onAttempt'), fetch: send, ca: 'evil', cert: 'evil', key: 'evil',
    store, shard: '1/2', closeAnyway: true, enabled: false, failOnError: true, batchName: 'evil', quiet: true,
    url: evil, username: 'evil', password: 'evil', toObject: () => ({ url: evil }), current: 1, total: 2,
    APPLITOOLS_SERVER_URL: evil, APPLITOOLS_PROXY_URL: evil, HTTP_PROXY: evil, EYES_BATCH_CLOSE: 'false',
    EYES_BATCH_STORE: store, APPLITOOLS_BATCH_BUILD_ID: 'evil', NODE_EXTRA_CA_CERTS: 'evil',
  };
  const pollute = () => {
    for (const [name, value] of Object.entries(pollution)) {
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    }
  };
  const purify = () => { for (const name of Object.keys(pollution)) delete Object.prototype[name]; };
  // What we print with reads options from prototypes, too.
  const show = (...words) => { purify(); console.log(...words, heard.join()); pollute(); };`;

/** @param {import('node:test').TestContext} t */
async function setUp(t) {
  const good = await startFaultServer(t);
  const evil = await startFaultServer(t);
  const store = startFolderStore(t);
  /** @param {string} script @param {Record<string, string>} [variables] */
  const run = async (script, variables) => {
    const env = { APPLITOOLS_SERVER_URL: good.url, APPLITOOLS_API_KEY: 'the-key', ...variables };
    const data = { evil: evil.url, store: store.url };
    const { stdout, stderr, status } = await runScript(`${POLLUTION}\n${script}`, { data, env });
    assert.deepEqual([evil.seen, store.entries()], [[], 0], stdout + stderr);
    return { stdout, stderr, status };
  };
  return { good, run };
}

for (const [what, options] of Object.entries({
  'plain options': "{ batchIds: 'nightly' }",
  'a proxy with nothing in it': "{ batchIds: 'nightly', proxy: undefined }",
})) {
  test(`close() with ${what} takes nothing from Object.prototype`, async (t) => {
    const { good, run } = await setUp(t);
    const { stdout, stderr } = await run(`
      const { BatchClose, closeBatch } = require('eyes-batch-close');
      pollute();
      (async () => {
        show((await closeBatch(${options})).closed.join());
        show((await new BatchClose().setBatchIds('another').close()).closed.join());
        const batch = new BatchClose();
        show(batch.serverUrl, batch.apiKey, batch.proxy, batch.batchIds);
      })();`);
    assert.equal(stdout, 'nightly \nanother \nundefined undefined undefined undefined \n', stderr);
    const [{ url, headers }] = good.seen;
    assert.equal(url, '/api/sessions/batches/nightly/close/bypointerid?apiKey=the-key');
    assert.equal(headers['x-eyes-api-key'], undefined);
    assert.equal(good.seen.length, 2);
  });
}

test('a proxy is what its own object, or its class, says', async (t) => {
  const { good, run } = await setUp(t);
  const proxy = await startFaultServer(t, { '*': ({ response }) => response.writeHead(200).end() });
  const { stdout, stderr } = await run(
    `const { closeBatch } = require('eyes-batch-close');
     // As the SDKs have it: getters of the class, of which password calls itself for ever.
     class SdkProxySettings {
       get url() { return process.env.TEST_PROXY; }
       get password() { return this.password; }
       toObject() { return { url: this.url, username: 'u', password: 'p' }; }
     }
     class Getters {
       get url() { return process.env.TEST_PROXY; }
       get username() { return 'u'; }
       get password() { return 'p'; }
     }
     (async () => {
       for (const proxy of [new SdkProxySettings(), new Getters(), { url: process.env.TEST_PROXY }]) {
         pollute();
         const report = await closeBatch({ batchIds: 'nightly', proxy }).catch((error) => error);
         purify();
         console.log(report.closed?.join() ?? report);
       }
     })();`,
    { TEST_PROXY: proxy.url },
  );
  assert.equal(stdout, 'nightly\nnightly\nnightly\n', stderr);
  assert.deepEqual(good.seen, []);
  const login = `Basic ${btoa('u:p')}`;
  assert.deepEqual(
    proxy.seen.map(({ headers }) => headers['proxy-authorization']),
    [login, login, undefined],
  );
});

for (const [hook, script] of Object.entries({
  setup: `
    const { createGlobalSetup } = require('eyes-batch-close/playwright');
    const run = async (options) => (await createGlobalSetup(options)({ shard: null }))();`,
  reporter: `
    const Reporter = require('eyes-batch-close/playwright/reporter');
    const run = async (options) => {
      const reporter = new Reporter({ ...options, _mode: 'test' });
      reporter.onBegin({ shard: null });
      reporter.onTestBegin();
      await reporter.onEnd();
    };`,
  wdio: `
    const Service = require('eyes-batch-close/wdio');
    const run = async (options) => {
      const service = new Service(options);
      await service.onPrepare({ shard: undefined });
      await service.onComplete();
    };`,
})) {
  test(`the hook ${hook} takes nothing from Object.prototype`, async (t) => {
    const { good, run } = await setUp(t);
    const { stdout, stderr } = await run(
      `${script}
       (async () => {
         pollute();
         await run({ concurrency: 2 });
         show('ended');
       })();`,
      { APPLITOOLS_BATCH_ID: 'nightly' },
    );
    assert.equal(stdout, 'ended \n', stderr);
    const paths = good.seen.map(({ url }) => url);
    assert.deepEqual(paths, ['/api/sessions/batches/nightly/close/bypointerid?apiKey=the-key']);
    assert.match(stderr, /closed batch nightly/);
  });
}
