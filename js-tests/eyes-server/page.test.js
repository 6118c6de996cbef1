// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { test } = require('node:test');
const { startEyesServer } = require('eyes-batch-close/eyes-server');
const { call, close, open, start } = require('../support/eyes-client.js');

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
    /** The next event: all that the page shows. */
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

/**
 * The names of the tests in an event.
 *
 * @param {any} node
 * @returns {string[]}
 */
function testNames(node) {
  if (node.tag === 'b') return node.children;
  return (node.main ?? node.children ?? []).flatMap(testNames);
}

test('the page and its parts are served without a key, under a strict policy', async (t) => {
  const server = await start(t, { apiKey: 'the-key' });
  await open(server);
  for (const [path, type] of [
    ['/', 'text/html; charset=utf-8'],
    ['/page.css', 'text/css; charset=utf-8'],
    ['/batch.css', 'text/css; charset=utf-8'],
    ['/page.mjs', 'text/javascript; charset=utf-8'],
    ['/patch.mjs', 'text/javascript; charset=utf-8'],
  ]) {
    const { status, headers, text } = await call(server, 'GET', path, { headers: {} });
    assert.equal(status, 200, path);
    assert.equal(headers['content-type'], type);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    const inside = text.replaceAll('http://www.w3.org/2000/svg', ''); // the icon's, which asks for nothing
    assert.doesNotMatch(inside, /https?:\/\/|innerHTML|<style|<script>| on\w+="/, path);
  }
});

test('the page comes with the whole state: a client without scripts sees it', async (t) => {
  const server = await start(t);
  const empty = await call(server, 'GET', '/', { headers: {} });
  assert.match(empty.text, /<title>no batch · Local Eyes server<\/title>/);
  assert.ok(empty.text.includes(`APPLITOOLS_SERVER_URL=${server.url}`));
  await open(server, { id: 'b-1', name: 'Nightly' }, 'Home page');
  await close(server, 'b-1');
  await close(server, 'b-1');
  await open(server, { id: 'b-2' }, 'Search');
  const { text } = await call(server, 'GET', '/', { headers: {} });
  assert.match(text, /<title>1 of 2 batches active, 1 with problems · Local Eyes server<\/title>/);
  for (const part of ['Nightly', 'b-1', 'Home page', 'never ended', '1 refused request', 'b-2']) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(text.indexOf('b-2') < text.indexOf('Nightly'), 'active ones come first');
  assert.doesNotMatch(text, /<button[^>]*data-copy/, 'what needs a script is not there');
});

test('the fold of older batches tells how many of them had problems', async (t) => {
  const server = await start(t);
  for (let number = 1; number <= 9; number++) {
    const session = await open(server, { id: `b-${number}` });
    await call(server, 'DELETE', `${session}?aborted=${number <= 2}`);
    await close(server, `b-${number}`);
  }
  const { text } = await call(server, 'GET', '/', { headers: {} });
  assert.ok(text.includes('<summary>4 older closed batches, 2 with problems</summary>'), text);
});

test('texts of clients are texts on the page', async (t) => {
  const server = await start(t);
  const odd = `<img src=x onerror="alert(1)"> & 'b'`;
  await open(server, { id: odd, name: `${odd}!` }, odd);
  const { text } = await call(server, 'GET', '/', { headers: {} });
  assert.ok(!text.includes('<img src=x'), text);
  assert.ok(text.includes('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;b&#39;!'));
});

test('HEAD finds the page too, as tools that wait for a server ask', async (t) => {
  const server = await start(t);
  const { status, text } = await call(server, 'HEAD', '/', { headers: {} });
  assert.deepEqual([status, text], [200, '']);
});

test('an event stream begins with the present batches, and sends each change', async (t) => {
  const server = await start(t);
  await open(server, { id: 'b-1' });
  const events = await follow(server);
  t.after(events.leave);
  assert.equal(events.response.headers['content-type'], 'text/event-stream');
  const first = await events.next();
  assert.equal(first.status, '1 batch, 1 active');
  assert.deepEqual(testNames(first), ['Home page']);
  await open(server, { id: 'b-1' }, 'two\nlines\n\n');
  assert.deepEqual(testNames(await events.next()), ['Home page', 'two\nlines\n\n']);
  await close(server, 'b-1');
  assert.equal((await events.next()).status, '1 batch, 0 active, 1 with problems');
});

test('a burst of changes is sent in one event', async (t) => {
  const server = await start(t);
  const events = await follow(server);
  t.after(events.leave);
  await events.next();
  const names = Array.from({ length: 20 }, (_, index) => `test ${index}`);
  await Promise.all(names.map((name) => open(server, { id: 'b-1' }, name)));
  let count = 1;
  while (testNames(await events.next()).length < 20) count += 1;
  assert.ok(count < 20, `${count} events for 20 changes`);
});

test('a reader that does not keep up gets the newest state in the end', async (t) => {
  const server = await start(t);
  const request = http.get(`${server.url}/events`, { agent: false });
  t.after(() => request.destroy());
  const [response] = await once(request, 'response');
  // More than the buffers of a connection hold: the reader is behind from here on.
  for (let number = 0; number < 20; number++) {
    await Promise.all(
      Array.from({ length: 100 }, () => open(server, { id: `b-${number}` }, 'x'.repeat(200))),
    );
  }
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('20 batches, 20 active') && text.endsWith('\n\n')) break;
  }
});

test('a reader that left stops nothing', async (t) => {
  const server = await start(t);
  const gone = await follow(server);
  const events = await follow(server);
  t.after(events.leave);
  await events.next();
  gone.leave();
  await open(server);
  assert.equal((await events.next()).status, '1 batch, 1 active');
});

test('stop() is prompt though event streams and kept-alive connections are open', {
  timeout: 30_000,
}, async (t) => {
  const server = await startEyesServer();
  const agent = new http.Agent({ keepAlive: true });
  const request = http.get(`${server.url}/page.css`, { agent });
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
  const events = await follow(server);
  await events.next();
  t.mock.timers.enable({ apis: ['setTimeout'] }); // Nothing is cut off because of the time.
  await server.stop();
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
