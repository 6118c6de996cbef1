// @ts-check
'use strict';

// Answers that repeat a secret and end anywhere, in any charset and any form: no part of it is shown.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { startFaultServer } = require('../support/fault-server.js');
const { KEY, leaks } = require('../support/secret-leaks.js');

/** @typedef {import('../support/fault-server.js').Step} Step */

/** How bodies end. @type {Record<string, (body: Buffer, headers: Record<string, string>) => Step>} */
const ENDS = {
  whole:
    (body, headers) =>
    ({ response }) =>
      response.writeHead(400, headers).end(body),
  stalled:
    (body, headers) =>
    ({ response }) =>
      response.writeHead(400, headers).write(body),
  'broken off':
    (body, headers) =>
    ({ response, socket }) => {
      response.writeHead(400, { ...headers, 'content-length': '100000' });
      response.write(body, () => socket.end());
    },
  reset:
    (body, headers) =>
    ({ response, socket }) => {
      response.writeHead(400, headers);
      response.write(body, () => setImmediate(() => socket.resetAndDestroy()));
    },
};

const FORMS = {
  'as it is': KEY,
  'by encodeURIComponent': encodeURIComponent(KEY),
  'by encodeURI': encodeURI(KEY),
  'percent-encoded in lower case': encodeURIComponent(KEY).toLowerCase(),
  'in Base64': Buffer.from(KEY).toString('base64'),
  'in Base64 for URLs': Buffer.from(KEY).toString('base64url'),
};

/** All that an error says. @param {any} error */
const said = (error) => `${error.message}\n${error.hint}\n${error.stack}\n${JSON.stringify(error)}`;

for (const [end, step] of Object.entries(ENDS)) {
  for (const [form, secret] of Object.entries(FORMS)) {
    test(`a body that is ${end} within a key ${form} shows no part of it`, async (t) => {
      const isWhole = end === 'whole';
      const lengths = isWhole
        ? [secret.length]
        : [9, Math.ceil(secret.length / 2), secret.length - 1];
      const script = Object.fromEntries(
        lengths.map((length) => {
          const body = Buffer.from(`no batch of ${secret.slice(0, length)}`);
          return [`${length}`, step(body, { 'content-type': 'text/plain' })];
        }),
      );
      const server = await startFaultServer(t, script);
      const batchIds = Object.keys(script);
      const options = { apiKey: KEY, batchIds, retries: 0, timeout: 3000 };
      const { report } = await closeBatches(server, options);
      for (const { error, batchId } of report.results) {
        assert.equal(error?.code, 'HTTP_ERROR', batchId);
        assert.match(error.message, /400: no batch of/);
        assert.deepEqual(leaks([KEY], said(error)), []);
      }
    });
  }
}

test('a body that is longer than what is read, and cut within a key, shows no part of it', async (t) => {
  const most = 65_536;
  const batchIds = Array.from({ length: 12 }, (_, at) => `${at}`);
  const script = Object.fromEntries(
    batchIds.map((id) => {
      // Of white space, so that its end would be shown.
      const body = `${' '.repeat(most - 3 * Number(id))}${KEY}${' '.repeat(1000)}`;
      return [id, ENDS.whole(Buffer.from(body), { 'content-type': 'text/plain' })];
    }),
  );
  const server = await startFaultServer(t, script);
  const { report } = await closeBatches(server, { apiKey: KEY, batchIds, retries: 0 });
  for (const { error } of report.results) assert.deepEqual(leaks([KEY], said(error)), []);
});

/** Without what UTF-16 that is read as UTF-8 has between the characters. @param {string} text */
const closedUp = (text) => text.replace(/\\u0000|[\0 ]/g, '');

/** @param {string} text */
const utf16be = (text) => Buffer.from(text, 'utf16le').swap16();
const PASSWORD = 'gehäßig-Ünïcode-pässwörd';

for (const [charset, type, encode] of /** @type {[string, string, (text: string) => Buffer][]} */ ([
  ['UTF-16', 'text/plain; charset=utf-16le', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16, as nobody says', 'text/plain', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16 of big ends', 'text/plain;charset="UTF-16BE"', utf16be],
  ['UTF-16 of big ends, as nobody says', 'application/json', utf16be],
  ['Latin-1', 'text/plain; charset=ISO-8859-1', (text) => Buffer.from(text, 'latin1')],
  ['Latin-1, as nobody says', 'text/plain', (text) => Buffer.from(text, 'latin1')],
  ['a charset that nobody knows', 'text/plain; charset=x-none', (text) => Buffer.from(text)],
])) {
  test(`a body in ${charset} shows neither the key nor a proxy's password`, async (t) => {
    const body = encode(`no batch of ${KEY} by ${PASSWORD}, and more`);
    const proxy = await startFaultServer(t, { a: ENDS.whole(body, { 'content-type': type }) });
    const { error } = await closeBatches(proxy, {
      ...{ apiKey: KEY, batchIds: 'a', retries: 0, serverUrl: 'http://eyes.test' },
      proxy: { url: proxy.url, username: 'user', password: PASSWORD },
    });
    const text = closedUp(said(error));
    assert.deepEqual(leaks([KEY], text), []);
    assert.deepEqual(leaks([PASSWORD.replace(/[^ -~]/g, '\ufffd'), PASSWORD], text), [], text);
    assert.match(String(error?.message), /400/);
  });

  test(`a body in ${charset} that ends within the key shows no part of it`, async (t) => {
    const script = Object.fromEntries(
      [9, 20, KEY.length - 1].map((length) => {
        const body = encode(`no batch of ${KEY.slice(0, length)}`);
        return [`${length}`, ENDS['broken off'](body, { 'content-type': type })];
      }),
    );
    const server = await startFaultServer(t, script);
    const batchIds = Object.keys(script);
    const { report } = await closeBatches(server, { apiKey: KEY, batchIds, retries: 0 });
    for (const { error } of report.results) {
      const text = closedUp(said(error));
      assert.deepEqual(leaks([KEY], text), []);
    }
  });
}
