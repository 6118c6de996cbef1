// @ts-check
'use strict';

// What the package does for its users, as npm installs it, checked without a test framework on
// whatever runtime runs this. run.js installs it, starts this, and the servers that it talks to.

const assert = require('node:assert/strict');
const util = require('node:util');

const PACKAGE = 'eyes-batch-close';
/** @type {typeof import('../../src/js/index.js')} */
const { BatchClose, BatchCloseError, closeBatch } = require(PACKAGE);

const { http, https, expired, asking, nothing, proxies, credentials, ca, cert, key } = JSON.parse(
  String(process.env.CHECKS_PLACES),
);

/** @param {object} options */
function close(options) {
  return closeBatch({
    serverUrl: http,
    apiKey: 'the-key',
    batchIds: ['b-1'],
    retries: 0,
    ...options,
  });
}

/** @param {object} options */
async function refused(options) {
  const error = await close(options).then(
    () => assert.fail('it closed'),
    (/** @type {any} */ error) => error,
  );
  assert.ok(error instanceof BatchCloseError, util.inspect(error));
  return error;
}

/** What the servers and proxies saw since they were last asked. */
async function seen() {
  const response = await fetch(`${http}/seen`);
  return /** @type {Promise<any>} */ (response.json());
}

/** @type {Record<string, () => Promise<void>>} */
const checks = {
  async 'require and import give the same class'() {
    const module = await import(PACKAGE);
    assert.equal(module.BatchClose, BatchClose);
  },

  async 'setters return the object they were called on'() {
    const batchClose = new BatchClose();
    assert.equal(batchClose.setUrl(http).setApiKey('the-key').setBatchIds(['b-1']), batchClose);
    assert.deepEqual((await batchClose.close()).closed, ['b-1']);
  },

  async 'what came of a batch is read, over TLS too'() {
    const tls = { serverUrl: https, ca, proxy: proxies.open };
    for (const { results } of [
      await close({ results: true }),
      await close({ results: true, ...tls }),
    ]) {
      assert.deepEqual([results[0].summary?.passed, results[0].summary?.total], [2, 2]);
    }
  },

  async 'many batches are closed, each by one request, and reported in order'() {
    const batchIds = Array.from({ length: 100 }, (_, index) => `b-${index}`);
    const { closed, results } = await close({ batchIds });
    assert.deepEqual(closed, batchIds);
    assert.deepEqual(
      new Set(results.map((/** @type {any} */ { attempts }) => attempts)),
      new Set([1]),
    );
    assert.equal((await seen()).requests.length, 100);
  },

  async 'an ID with special characters is one segment of the path'() {
    const id = 'a/b?c#d e%2Fö..\\';
    await close({ batchIds: [id] });
    const [request] = (await seen()).requests;
    assert.equal(request.id, id);
    assert.match(
      request.url,
      /^\/api\/sessions\/batches\/[^/]+\/close\/bypointerid\?apiKey=the-key$/i,
    );
  },

  async 'the API key can go in a header'() {
    await close({ apiKeyIn: 'header' });
    const [request] = (await seen()).requests;
    assert.equal(request.key, 'the-key');
    assert.doesNotMatch(request.url, /the-key/);
  },

  async 'nothing shows the API key'() {
    const batchClose = new BatchClose({ apiKey: 'Key-Mark', serverUrl: nothing });
    assert.doesNotMatch(util.inspect(batchClose, { showHidden: true }), /Key-Mark/);
    const error = await refused({ apiKey: 'Key-Mark', serverUrl: nothing });
    assert.doesNotMatch(util.inspect(error, { depth: 9 }) + error.stack, /Key-Mark/);
  },

  async 'without a batch ID it rejects with NO_BATCH_ID'() {
    assert.equal((await refused({ batchIds: [] })).code, 'NO_BATCH_ID');
  },

  async 'a refused API key is UNAUTHORIZED and not tried again'() {
    const error = await refused({ batchIds: ['status-401'], retries: 2 });
    assert.equal(error.code, 'UNAUTHORIZED');
    assert.equal(error.report.results[0].attempts, 1);
  },

  async 'a busy server is tried again'() {
    const { results } = await close({ batchIds: ['flaky'], retries: 2 });
    assert.equal(results[0].attempts, 3);
  },

  async 'a redirect is not followed'() {
    const error = await refused({ batchIds: ['redirect'] });
    assert.equal(error.code, 'UNEXPECTED_RESPONSE');
    assert.match(error.message, /https:\/\/login\.example/);
  },

  async 'an HTML page closes nothing'() {
    assert.equal((await refused({ batchIds: ['page'] })).code, 'UNEXPECTED_RESPONSE');
  },

  async 'a body that never ends does not hold up a closed batch'() {
    assert.deepEqual((await close({ batchIds: ['endless'] })).closed, ['endless']);
  },

  async 'a server that does not answer is a TIMEOUT'() {
    assert.equal((await refused({ batchIds: ['hang'], timeout: 200 })).code, 'TIMEOUT');
  },

  async 'a signal ends it at once, with its reason'() {
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 100);
    const error = await refused({ batchIds: ['hang'], signal: controller.signal });
    assert.equal(error.code, 'ABORTED');
    assert.equal(error.cause, reason);
  },

  async 'a server that is not there is a NETWORK error'() {
    assert.equal((await refused({ serverUrl: nothing })).code, 'NETWORK');
    assert.equal((await refused({ serverUrl: 'http://eyes.invalid' })).code, 'NETWORK');
  },

  async 'a connection that is reset is a NETWORK error'() {
    assert.equal((await refused({ batchIds: ['reset'] })).code, 'NETWORK');
  },

  async "a caller's own fetch is used"() {
    let calls = 0;
    const own = async () => {
      calls += 1;
      return new Response('{}');
    };
    assert.deepEqual((await close({ serverUrl: nothing, fetch: own })).closed, ['b-1']);
    assert.equal(calls, 1);
  },

  async 'an untrusted or expired certificate is a TLS error and not tried again'() {
    for (const options of [
      { serverUrl: https },
      { serverUrl: expired },
      { serverUrl: expired, ca },
    ]) {
      const error = await refused({ ...options, retries: 2 });
      assert.equal(error.code, 'TLS');
      assert.equal(error.report.results[0].attempts, 1);
    }
  },

  async 'a private CA given is trusted'() {
    assert.deepEqual((await close({ serverUrl: https, ca })).closed, ['b-1']);
  },

  async 'a client certificate given is sent'() {
    await close({ serverUrl: asking, ca, cert, key });
    assert.equal((await seen()).requests[0].peer, 'client');
    assert.match((await refused({ serverUrl: asking, ca })).code, /^(NETWORK|TLS)$/);
  },

  async 'a CA that is no certificate is an INVALID_OPTION'() {
    const error = await refused({ serverUrl: https, ca: 'no certificate' });
    assert.equal(error.code, 'INVALID_OPTION');
    assert.equal(error.option, 'ca');
  },

  async 'a proxy given is used, though NO_PROXY names the host'() {
    for (const serverUrl of [http, https]) {
      await close({ serverUrl, ca, proxy: proxies.open });
      assert.equal((await seen()).open.length, 1);
    }
  },

  async 'an https proxy is used'() {
    for (const serverUrl of [http, https]) {
      await close({ serverUrl, ca, proxy: proxies.secure });
      assert.equal((await seen()).secure.length, 1);
    }
  },

  async 'credentials go to the proxy, and to the proxy alone'() {
    for (const serverUrl of [http, https]) {
      await close({ serverUrl, ca, proxy: { url: proxies.guarded, ...credentials } });
      const { requests, guarded } = await seen();
      assert.match(guarded[0].headers['proxy-authorization'], /^Basic /);
      assert.equal(requests[0].token, undefined);
    }
  },

  async 'the standard variables name a proxy, whose credentials go to it alone'() {
    const { NO_PROXY } = process.env;
    const login = Object.values(credentials).map(encodeURIComponent).join(':');
    process.env.HTTPS_PROXY = proxies.guarded.replace('://', `://${login}@`);
    process.env.NO_PROXY = '';
    try {
      await close({ serverUrl: https, ca });
    } finally {
      delete process.env.HTTPS_PROXY;
      process.env.NO_PROXY = NO_PROXY;
    }
    const { requests, guarded } = await seen();
    assert.equal(guarded.length, 1);
    assert.equal(requests[0].token, undefined);
  },

  async 'a proxy that refuses is a PROXY error and not tried again'() {
    const wrong = { url: proxies.guarded, username: 'x', password: 'y' };
    for (const [serverUrl, proxy, status] of [
      [https, proxies.refusing, 403],
      [https, wrong, 407],
      [http, wrong, 407],
    ]) {
      const error = await refused({ serverUrl, proxy, ca, retries: 2 });
      assert.equal(error.code, 'PROXY');
      assert.equal(error.status, status);
      assert.equal(error.report.results[0].attempts, 1);
    }
  },

  async 'a proxy that closes on CONNECT sees one for each attempt'() {
    await seen();
    const error = await refused({ serverUrl: https, proxy: proxies.closing, ca, retries: 1 });
    assert.equal((await seen()).closing.length, error.report.results[0].attempts);
  },

  async 'a proxy that hangs on CONNECT is a TIMEOUT'() {
    const options = { serverUrl: https, proxy: proxies.hanging, ca, timeout: 300 };
    assert.equal((await refused(options)).code, 'TIMEOUT');
  },
};

async function main() {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    await seen();
    try {
      await check();
      console.log(`ok      ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}\n${util.inspect(error)}`);
    }
  }
  console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

main();
