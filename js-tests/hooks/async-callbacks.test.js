// @ts-check
'use strict';

// Listeners of the user's that fail, asynchronously too, and throw whatever JavaScript can throw: in close() and in every
// hook they stop nothing, and end no process.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startFaultServer } = require('../support/fault-server.js');
const { runScript } = require('../support/run-script.js');

/** What may be thrown, and what is said of it. @type {Record<string, RegExp>} */
const THROWN = {
  'new Error("as it should")': /as it should/,
  '"a string"': /a string/,
  undefined: /undefined/,
  null: /null/,
  'Object.create(null)': /something was thrown that has no message/,
  'Object.defineProperty(new Error(), "message", { get() { throw 1; } })': /has no message/,
  'Object.defineProperty(new Error("x"), "hint", { get() { throw 1; } })': /./,
  'Object.assign(new Error(), { message: Object.create(null) })': /has no message/,
  'Object.assign(new Error("x"), { hint: Object.create(null) })': /x/,
  'Symbol("s")': /Symbol\(s\)/,
  '{ toString() { throw 1; } }': /has no message/,
  '{ then: 1 }': /object Object/,
};

const HELPERS = `
  process.on('unhandledRejection', (reason) => { console.log('unhandled'); process.exit(9); });
  const { closeBatch } = require('eyes-batch-close');
  const { createGlobalSetup } = require('eyes-batch-close/playwright');
  const { createGlobalTeardown } = require('eyes-batch-close/playwright/teardown');
  const Reporter = require('eyes-batch-close/playwright/reporter');
  const Service = require('eyes-batch-close/wdio');
  const path = require('node:path');
  const folder = path.dirname(require.resolve('eyes-batch-close/nightwatch'));
  const nightwatch = require(path.join(folder, 'nightwatch/globals.js'));
  const config = () => ({ shard: null, globalSetup: 'x' });
  const hooks = {
    setup: async (options) => (await createGlobalSetup(options)(config()))(),
    teardown: (options) => createGlobalTeardown(options)(config()),
    reporter: async (options) => {
      const reporter = new Reporter({ ...options, _mode: 'test' });
      reporter.onBegin(config());
      reporter.onTestBegin();
      return reporter.onEnd();
    },
    wdio: async (options) => {
      const service = new Service(options);
      await service.onPrepare(config());
      await service.onComplete();
    },
    nightwatch: async (options) => {
      await nightwatch.before({ 'eyes-batch-close': options });
      await nightwatch.after();
    },
  };
  const listeners = (make) => [
    () => { throw make(); },
    async () => { throw make(); },
    () => ({ then: (_, reject) => setImmediate(reject, make()) }),
  ];`;

/** @param {import('node:test').TestContext} t */
async function setUp(t) {
  const server = await startFaultServer(t);
  const env = {
    APPLITOOLS_SERVER_URL: server.url,
    APPLITOOLS_API_KEY: 'the-key',
    APPLITOOLS_BATCH_ID: 'nightly',
  };
  return { server, env };
}

for (const [thrown, says] of Object.entries(THROWN)) {
  test(`a listener may throw ${thrown}`, async (t) => {
    const { server, env } = await setUp(t);
    const script = `${HELPERS}
      (async () => {
        const make = () => (${thrown});
        for (const listener of listeners(make)) {
          for (const name of ['onResult', 'onAttempt']) {
            await closeBatch({ batchIds: ['a', 'b'], [name]: listener }).then(
              () => console.log('resolved'),
              (error) => console.log('rejected', typeof error),
            );
          }
          for (const [name, hook] of Object.entries(hooks)) {
            await hook({ onResult: listener }).then(
              (status) => console.log(name, 'went on', status),
              () => console.log(name, 'threw'),
            );
            const failing = { onResult: listener, failOnError: true };
            await hook(failing).then(
              (status) => console.log(name, 'failed with', JSON.stringify(status)),
              ({ name: kind, message, stack }) =>
                console.log(name, 'failed with', typeof kind, typeof message, typeof stack),
            );
          }
        }
      })();`;
    const { stdout, stderr, status } = await runScript(script, { env });
    assert.equal(status, 0, stdout + stderr);
    const typed = 'string string string';
    const each = [
      ...Array(2).fill(/^rejected \w+$/),
      ...['setup', 'teardown', 'reporter', 'wdio', 'nightwatch'].flatMap((name) => {
        const fails = name === 'reporter' ? '{"status":"failed"}' : typed;
        return [
          new RegExp(`^${name} went on undefined$`),
          new RegExp(`^${name} failed with ${fails}$`),
        ];
      }),
    ];
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, 3 * each.length, stdout);
    for (const [at, line] of lines.entries()) assert.match(line, each[at % each.length]);
    assert.match(stderr, /eyes-batch-close: warning: ./);
    for (const line of stderr.split('\n').filter((text) => /: (warning|error): /.test(text))) {
      assert.match(line, says);
    }
    assert.equal(server.seen.length, 3 * (2 * 2 + 5 * 2));
  });
}

test('close() waits for an asynchronous listener, and is rejected with what it was', async (t) => {
  const { env } = await setUp(t);
  const script = `${HELPERS}
    let ended = 0;
    const onResult = async () => { await new Promise((resolve) => setTimeout(resolve, 50)); ended += 1; };
    (async () => {
      await closeBatch({ batchIds: ['a', 'b', 'c'], onResult });
      console.log(ended);
      const thrown = Object.create(null);
      const caught = await closeBatch({ batchIds: 'a', onResult: async () => { throw thrown; } }).catch((e) => e);
      console.log(caught === thrown);
    })();`;
  const { stdout, stderr } = await runScript(script, { env });
  assert.equal(stdout, '3\ntrue\n', stderr);
});
