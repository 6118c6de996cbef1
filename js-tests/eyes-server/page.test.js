// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { test } = require('node:test');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { call, close, open, start } = require('../support/eyes-client.js');

// What stop() grants to answers under way is 500 ms; with nothing under way it needs none of it.
const PROMPT_MS = 400;

/**
 * Follows the server's events.
 *
 * @param {import('eyes-batch-close/eyes-server').EyesServer} server
 */
async function follow(server) {
  const request = http.get(`${server.url}/events`, { agent: false });
  request.on('error', () => {});
  const [response] = /** @type {[http.IncomingMessage]} */ (await once(request, 'response'));
  const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]();
  let text = '';
  return {
    response,
    leave: () => request.destroy(),
    /** The next list of batches that is sent. */
    async next() {
      while (!text.includes('\n\n')) {
        const { value, done } = await chunks.next();
        if (done) return undefined;
        text += value;
      }
      const [event] = text.split('\n\n', 1);
      text = text.slice(event.length + 2);
      return JSON.parse(event.slice(event.indexOf('data: ') + 6));
    },
  };
}

test('the page and its parts are served without a key, under a strict policy', async (t) => {
  const server = await start(t, { apiKey: 'the-key' });
  for (const [path, type] of [
    ['/', 'text/html; charset=utf-8'],
    ['/page.css', 'text/css; charset=utf-8'],
    ['/page.js', 'text/javascript; charset=utf-8'],
  ]) {
    const { status, headers, text } = await call(server, 'GET', path, { headers: {} });
    assert.equal(status, 200, path);
    assert.equal(headers['content-type'], type);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.doesNotMatch(text, /https?:\/\/|innerHTML|<style|<script>| on\w+="/, path);
  }
});

test('HEAD finds the page too, as tools that wait for a server ask', async (t) => {
  const server = await start(t);
  const { status, text } = await call(server, 'HEAD', '/', { headers: {} });
  assert.deepEqual([status, text], [200, '']);
});

test('an event stream begins with what is there, and tells each change', async (t) => {
  const server = await start(t);
  await open(server, { id: 'b-1' });
  const events = await follow(server);
  t.after(events.leave);
  assert.equal(events.response.headers['content-type'], 'text/event-stream');
  const asSent = () => JSON.parse(JSON.stringify(server.batches()));
  assert.deepEqual(await events.next(), asSent());
  await open(server, { id: 'b-1' }, 'two\nlines\n\n');
  const [grown] = await events.next();
  assert.deepEqual(grown.tests[1].name, 'two\nlines\n\n');
  await close(server, 'b-1');
  assert.deepEqual(await events.next(), asSent());
});

test('a burst of changes is told in one event', async (t) => {
  const server = await start(t);
  const events = await follow(server);
  t.after(events.leave);
  await events.next();
  const names = Array.from({ length: 20 }, (_, index) => `test ${index}`);
  await Promise.all(names.map((name) => open(server, { id: 'b-1' }, name)));
  let count = 1;
  for (let [batch] = await events.next(); batch.tests.length < 20; count++) {
    [batch] = await events.next();
  }
  assert.ok(count < 20, `${count} events for 20 changes`);
});

test('a reader that left stops nothing', async (t) => {
  const server = await start(t);
  const gone = await follow(server);
  const events = await follow(server);
  t.after(events.leave);
  await events.next();
  gone.leave();
  await open(server);
  assert.equal((await events.next()).length, 1);
});

test('stop() is prompt though event streams and kept-alive connections are open', async () => {
  const server = await startEyesServer();
  const agent = new http.Agent({ keepAlive: true });
  const request = http.get(`${server.url}/page.css`, { agent });
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
  const events = await follow(server);
  await events.next();
  const begin = performance.now();
  await server.stop();
  assert.ok(performance.now() - begin < PROMPT_MS);
  assert.equal(await events.next(), undefined);
  agent.destroy();
  await assert.rejects(call(server, 'GET', '/'), { code: 'ECONNREFUSED' });
});

test('stop() cuts a request that never ends', async () => {
  const server = await startEyesServer();
  const options = { method: 'PUT', agent: false, headers: { expect: '100-continue' } };
  const request = http.request(`${server.url}/upload/1`, options);
  request.flushHeaders();
  await once(request, 'continue');
  const cut = once(request, 'error');
  await server.stop();
  assert.equal((await cut)[0].code, 'ECONNRESET');
});

test('stop() may be called twice', async () => {
  const server = await startEyesServer();
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
});

test('stop() called by onBatchCompleted lets the close be answered', async () => {
  /** @type {Promise<void> | undefined} */
  let stopped;
  const server = await startEyesServer({
    onBatchCompleted: () => {
      stopped = server.stop();
    },
  });
  await open(server);
  assert.equal((await close(server, 'b-1')).status, 200);
  await stopped;
});
