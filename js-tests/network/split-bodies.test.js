// @ts-check
'use strict';

// Bodies whose pieces end anywhere: within a character, and within an API key that the server echoes.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { startFaultServer } = require('../support/fault-server.js');
const { KEY, leaks } = require('../support/secret-leaks.js');

/**
 * The message of a 400 whose body arrives in these pieces; without an end, if it breaks off.
 *
 * @param {Uint8Array[]} pieces
 * @param {boolean} [breaksOff]
 */
async function messageOf(pieces, breaksOff = false) {
  const rest = [...pieces];
  const pull = (/** @type {ReadableStreamDefaultController} */ controller) => {
    const piece = rest.shift();
    if (piece) controller.enqueue(piece);
    else if (breaksOff) controller.error(new Error('the connection broke'));
    else controller.close();
  };
  const fetch = async () => new Response(new ReadableStream({ pull }), { status: 400 });
  const { error } = await closeBatches({ url: 'http://eyes.test' }, { apiKey: KEY, fetch });
  return String(error?.message);
}

/** @param {string} text @param {number} at @returns {[Uint8Array, Uint8Array]} */
function split(text, at) {
  const bytes = new TextEncoder().encode(text);
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

/** Every place where a text can be split. @param {string} text */
const places = (text) => Array.from({ length: Buffer.byteLength(text) + 1 }, (_, at) => at);

test('a body that is split within a character is shown whole', async () => {
  const body = 'naïve ☃ and 😀!';
  for (const at of places(body)) {
    assert.ok((await messageOf(split(body, at))).endsWith(`400: ${body}`), `split at ${at}`);
  }
});

test('a body that arrives byte by byte is shown whole', async () => {
  const body = 'naïve ☃ and 😀!';
  const bytes = [...new TextEncoder().encode(body)].map((byte) => Uint8Array.of(byte));
  assert.ok((await messageOf(bytes)).endsWith(`400: ${body}`));
});

for (const [form, echoed] of Object.entries({
  'as it is': KEY,
  'percent-encoded': encodeURIComponent(KEY),
  'in Base64': btoa(KEY),
})) {
  test(`an API key that is echoed ${form} is hidden wherever the body is split`, async () => {
    const body = `é is no batch of ${echoed}, ☃`;
    for (const at of places(body)) {
      const message = await messageOf(split(body, at));
      assert.deepEqual(leaks([KEY], message), [], `split at ${at}`);
      assert.ok(message.endsWith(', ☃'), message);
    }
  });

  test(`a body that breaks off within an API key ${form} shows no part of it`, async () => {
    const body = `é is no batch of ${echoed}`;
    for (const at of places(body)) {
      const [begin] = split(body, at);
      assert.deepEqual(leaks([KEY], await messageOf([begin], true)), [], `broken off at ${at}`);
    }
  });
}

test('a connection that breaks within an API key shows no part of it', async (t) => {
  const script = Object.fromEntries(
    [8, 16, 24].map((length) => [
      `${length}`,
      /** @type {import('../support/fault-server.js').Step} */
      ({ response, socket }) => {
        response.writeHead(400, { 'content-length': 1000 });
        response.write(`no batch of ${KEY.slice(0, length)}`, () => socket.end());
      },
    ]),
  );
  const server = await startFaultServer(t, script);
  const { report } = await closeBatches(server, { apiKey: KEY, batchIds: Object.keys(script) });
  for (const { error } of report.results) {
    assert.equal(error?.code, 'HTTP_ERROR');
    assert.deepEqual(leaks([KEY], error.message), []);
  }
});
