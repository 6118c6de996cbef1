// @ts-check
'use strict';

// What a response means. The table is in tests/close/responses.rs and tests/close/retries.rs: here is each row of the
// design once, and what only a real connection can show.

const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { test } = require('node:test');
const faults = require('../support/fault-server.js');
const { closeBatches } = require('../support/close.js');

const { answer, closed, page, startFaultServer } = faults;
const soon = { 'retry-after': '0' };

test('a 2xx closes the batch', async (t) => {
  const statuses = [200, 202, 204, 205, 207, 226];
  const script = Object.fromEntries(statuses.map((status) => [`b-${status}`, answer(status)]));
  const server = await startFaultServer(t, script);
  const batchIds = Object.keys(script);
  const { report } = await closeBatches(server, { batchIds });
  assert.deepEqual(report.closed, batchIds);
  assert.deepEqual(
    report.results.map(({ status, attempts }) => [status, attempts]),
    statuses.map((status) => [status, 1]),
  );
});

test('a body that is no HTML page does not matter', async (t) => {
  const script = {
    'broken JSON': answer(200, { 'content-type': 'application/json' }, '{"a":'),
    'JSON about a page': answer(200, { 'content-type': 'application/json' }, '{"page":"<html>"}'),
    XML: answer(200, { 'content-type': 'application/xml' }, '<?xml version="1.0"?><ok/>'),
    bytes: answer(200, {}, '\u0000\ufffd\u0001'),
    gzip: answer(200, { 'content-encoding': 'gzip' }, 'this is not gzip'),
    'no body': answer(204, { 'content-type': 'text/html' }),
  };
  const server = await startFaultServer(t, script);
  const { report } = await closeBatches(server, { batchIds: Object.keys(script) });
  assert.deepEqual(report.failed, []);
});

test('an HTML page with a 2xx is an unexpected response, not tried again', async (t) => {
  const script = {
    'by type': page('<p>Log in</p>'),
    'by element': page('<HTML lang="en">', 'application/json'),
    'behind blanks': page('\ufeff \r\n\t<!DOCTYPE html>', ''),
    'without end': faults.stall(200, '<html>'),
    unreadable: answer(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }, 'no gzip'),
  };
  const server = await startFaultServer(t, script);
  const options = { batchIds: Object.keys(script), timeout: 300 };
  const { report } = await closeBatches(server, options);
  for (const { batchId, outcome, attempts, status, error } of report.results) {
    assert.equal(error?.code, 'UNEXPECTED_RESPONSE', batchId);
    assert.deepEqual([outcome, attempts, status, error?.status], ['failed', 1, 200, 200], batchId);
    assert.match(error?.message ?? '', /HTML page/);
    assert.match(error?.hint ?? '', /login page|captive portal/);
  }
});

test('an HTML page that the fetch of a caller does not let read is no success either', async (t) => {
  const server = await startFaultServer(t);
  const headers = new Headers({ 'content-type': 'text/html' });
  const fetch = async () => ({ status: 200, headers, body: Readable.from(['<html>']) });
  const { error } = await closeBatches(server, { fetch: /** @type {any} */ (fetch) });
  assert.equal(error?.code, 'UNEXPECTED_RESPONSE');
});

test('an HTML page with a 404 is no unknown batch that could be ignored', async (t) => {
  const server = await startFaultServer(t, { 'b-1': answer(404, {}, '<html>Not Found</html>') });
  const { result, error } = await closeBatches(server, { ignoreMissing: true });
  assert.deepEqual([result.outcome, result.attempts, result.status], ['failed', 1, 404]);
  assert.equal(error?.code, 'UNEXPECTED_RESPONSE');
});

for (const status of [400, 410, 499, 501]) {
  test(`${status} is an HTTP error, not tried again`, async (t) => {
    const server = await startFaultServer(t, { 'b-1': answer(status) });
    const { result, error } = await closeBatches(server);
    assert.deepEqual([result.outcome, result.attempts, result.status], ['failed', 1, status]);
    assert.deepEqual([error?.code, error?.status], ['HTTP_ERROR', status]);
    assert.equal(server.seen.length, 1);
  });
}

test('401 is a refused key, with a hint, not tried again', async (t) => {
  const server = await startFaultServer(t, { 'b-1': answer(401, {}, 'who are you?') });
  const { result, error } = await closeBatches(server);
  assert.deepEqual([error?.code, error?.status], ['UNAUTHORIZED', 401]);
  assert.deepEqual([result.outcome, result.attempts], ['failed', 1]);
  assert.match(error?.message ?? '', /who are you\?/);
  assert.match(error?.hint ?? '', /APPLITOOLS_API_KEY/);
});

for (const status of [429, 503, 524]) {
  test(`${status} is tried again, and a batch that is closed then is closed`, async (t) => {
    const server = await startFaultServer(t, { 'b-1': [answer(status), closed] });
    const { result } = await closeBatches(server);
    assert.deepEqual([result.outcome, result.attempts, result.status], ['closed', 2, 200]);
  });
}

test('503 is an HTTP error when the retries are used up', async (t) => {
  const server = await startFaultServer(t, { 'b-1': answer(503) });
  const { result, error } = await closeBatches(server, { retries: 1 });
  assert.deepEqual([result.outcome, result.attempts, result.status], ['failed', 2, 503]);
  assert.deepEqual([error?.code, error?.status], ['HTTP_ERROR', 503]);
  assert.match(error?.message ?? '', /503 \(after 2 attempts\)$/);
});

test('there are five retries by default', async (t) => {
  const server = await startFaultServer(t, { 'b-1': answer(503, soon) });
  const { result } = await closeBatches(server);
  assert.equal(result.attempts, 6);
  assert.equal(server.seen.length, 6);
});

test("an HTTP error quotes the server's message, at most 500 characters, on one line", async (t) => {
  const body = `{"message":"bad\u0007id\r\n\u001b[31mred"}${'x'.repeat(600)}end`;
  const server = await startFaultServer(t, { 'b-1': answer(400, {}, body) });
  const { error } = await closeBatches(server);
  const message = error?.message ?? '';
  assert.match(message, /400: \{"message":"bad id \[31mred"\}x+/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
  assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f]|end/);
  const quoted = message.slice(message.indexOf('400: ') + 5);
  assert.ok(quoted.length <= 500, `${quoted.length} characters`);
});

test('an HTTP error says so when its body is an HTML page, and does not quote it', async (t) => {
  const script = { 'b-1': answer(400, {}, '<html><h1>Bad Request</h1></html>') };
  const { error } = await closeBatches(await startFaultServer(t, script));
  assert.match(error?.message ?? '', /400, an HTML page$/);
});

test('503 with x-applitools-dont-retry is not tried again', async (t) => {
  const step = answer(503, { 'X-Applitools-Dont-Retry': 'true' });
  const server = await startFaultServer(t, { 'b-1': step });
  const { result, error } = await closeBatches(server);
  assert.equal(result.attempts, 1);
  assert.equal(error?.status, 503);
});

test('each attempt repeats the request, with a request ID of its own', async (t) => {
  const server = await startFaultServer(t, {
    'b-1': [answer(500, soon), answer(502, soon), closed],
  });
  await closeBatches(server);
  const [first, ...others] = server.seen;
  assert.equal(first.method, 'DELETE');
  assert.equal(first.url, '/api/sessions/batches/b-1/close/bypointerid?apiKey=the-key');
  for (const { method, url } of others) {
    assert.deepEqual([method, url], [first.method, first.url]);
  }
  const ids = server.seen.map(({ headers }) => headers['x-applitools-eyes-client-request-id']);
  assert.equal(new Set(ids).size, 3);
  assert.ok(!ids.includes(undefined));
});
