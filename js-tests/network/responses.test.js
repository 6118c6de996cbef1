// @ts-check
'use strict';

// What an answer means: the design's table, row by row.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const faults = require('../support/fault-server.js');
const { closeBatches } = require('../support/close.js');

const { answer, closed, page, startFaultServer } = faults;
const soon = { 'retry-after': '0' };

test('any 2xx closes the batch', async (t) => {
  const statuses = [200, 201, 202, 203, 204, 205, 206, 207, 226, 299];
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
    json: answer(200, { 'content-type': 'application/json' }, '{"page":"<html>"}'),
    broken: answer(200, { 'content-type': 'application/json' }, '{"a":'),
    text: answer(200, { 'content-type': 'text/plain' }, 'done; see <html> in the manual'),
    xml: answer(200, { 'content-type': 'application/xml' }, '<?xml version="1.0"?><ok/>'),
    bytes: answer(200, {}, '\u0000\ufffd\u0001'),
    gzip: answer(200, { 'content-encoding': 'gzip' }, 'this is not gzip'),
    'empty page': answer(200, { 'content-type': 'text/html' }),
    'blank page': answer(204, { 'content-type': 'text/html' }),
  };
  const server = await startFaultServer(t, script);
  const { report } = await closeBatches(server, { batchIds: Object.keys(script) });
  assert.deepEqual(report.failed, []);
});

test('an HTML page with a 2xx is an unexpected response, not tried again', async (t) => {
  const script = {
    'by type': page('<p>Log in</p>'),
    'by type with charset': page('Log in', 'Text/HTML; charset=utf-8'),
    'by xhtml': page('<p/>', 'application/xhtml+xml'),
    'by doctype': page('<!doctype HTML>', 'text/plain'),
    'by element': page('<HTML lang="en">', 'application/json'),
    'behind blanks': page('\ufeff \r\n\t<!DOCTYPE html>', ''),
    'without end': faults.stall(200, '<html>'),
  };
  const server = await startFaultServer(t, script);
  const { report } = await closeBatches(server, { batchIds: Object.keys(script), timeout: 300 });
  for (const { batchId, outcome, attempts, status, error } of report.results) {
    assert.equal(error?.code, 'UNEXPECTED_RESPONSE', batchId);
    assert.deepEqual([outcome, attempts, status, error?.status], ['failed', 1, 200, 200], batchId);
    assert.match(error?.message ?? '', /HTML page/);
    assert.match(error?.hint ?? '', /login page|captive portal/);
  }
});

for (const status of [301, 302, 303, 307, 308, 300, 304]) {
  test(`a redirect with ${status} is never followed`, async (t) => {
    const other = await startFaultServer(t);
    const script = {
      'same origin': faults.redirect(status, '/elsewhere?to=me'),
      'other origin': faults.redirect(status, `${other.url}/login?return=me`),
      'without scheme': faults.redirect(status, `//127.0.0.1:${other.port}/login`),
      nowhere: answer(status),
    };
    const server = await startFaultServer(t, script);
    const { report } = await closeBatches(server, { batchIds: Object.keys(script) });
    for (const { batchId, outcome, attempts, error } of report.results) {
      assert.equal(error?.code, 'UNEXPECTED_RESPONSE', batchId);
      assert.deepEqual([outcome, attempts, error?.status], ['failed', 1, status], batchId);
      assert.match(`${error?.hint}`, /serverUrl/);
      assert.doesNotMatch(`${error?.message} ${error?.hint}`, /login|return=|to=me/);
    }
    const messages = report.results.map(({ error }) => error?.message ?? '');
    assert.match(messages[0], /another path of the same server/);
    assert.ok(messages[1].includes(other.url), messages[1]);
    assert.ok(messages[2].includes(other.url), messages[2]);
    assert.equal(server.seen.length, 4);
    assert.deepEqual(other.seen, []);
  });
}

for (const status of [401, 403]) {
  test(`${status} is a refused key, with a hint, not tried again`, async (t) => {
    const server = await startFaultServer(t, { 'b-1': answer(status, {}, 'who are you?') });
    const { result, error } = await closeBatches(server);
    assert.deepEqual([error?.code, error?.status], ['UNAUTHORIZED', status]);
    assert.deepEqual([result.outcome, result.attempts], ['failed', 1]);
    assert.match(error?.message ?? '', /who are you\?/);
    assert.match(error?.hint ?? '', /APPLITOOLS_API_KEY/);
  });
}

const transient = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];

test('these statuses are tried again, and a batch that is closed then is closed', async (t) => {
  const steps = transient.map((status) => [`b-${status}`, [answer(status), closed]]);
  const server = await startFaultServer(t, Object.fromEntries(steps));
  const batchIds = steps.map(([id]) => String(id));
  const { report } = await closeBatches(server, { batchIds, concurrency: 32 });
  for (const { batchId, outcome, attempts, status } of report.results) {
    assert.deepEqual([outcome, attempts, status], ['closed', 2, 200], batchId);
  }
});

test('a status that stays is an HTTP error when the retries are used up', async (t) => {
  const steps = transient.map((status) => [`b-${status}`, answer(status)]);
  const server = await startFaultServer(t, Object.fromEntries(steps));
  const batchIds = steps.map(([id]) => String(id));
  const { report } = await closeBatches(server, { batchIds, concurrency: 32, retries: 1 });
  for (const [index, { outcome, attempts, status, error }] of report.results.entries()) {
    assert.deepEqual([outcome, attempts, status], ['failed', 2, transient[index]]);
    assert.deepEqual([error?.code, error?.status], ['HTTP_ERROR', status]);
    assert.match(error?.message ?? '', new RegExp(`${status} \\(after 2 attempts\\)$`));
  }
});

test('there are five retries by default', async (t) => {
  const server = await startFaultServer(t, { 'b-1': answer(503, soon) });
  const { result } = await closeBatches(server);
  assert.equal(result.attempts, 6);
  assert.equal(server.seen.length, 6);
});

test('any other status is an error at once', async (t) => {
  const statuses = [400, 402, 405, 406, 409, 410, 418, 422, 451, 499, 501, 505, 519, 525, 599];
  const script = Object.fromEntries(statuses.map((status) => [`b-${status}`, answer(status)]));
  const server = await startFaultServer(t, script);
  const { report } = await closeBatches(server, { batchIds: Object.keys(script) });
  for (const [index, { outcome, attempts, status, error }] of report.results.entries()) {
    assert.deepEqual([outcome, attempts, status], ['failed', 1, statuses[index]]);
    assert.deepEqual([error?.code, error?.status], ['HTTP_ERROR', statuses[index]]);
  }
  assert.equal(server.seen.length, statuses.length);
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

for (const status of [404, 429, 503]) {
  test(`${status} with x-applitools-dont-retry is not tried again`, async (t) => {
    const step = answer(status, { 'X-Applitools-Dont-Retry': 'true' });
    const server = await startFaultServer(t, { 'b-1': step });
    const { result, error } = await closeBatches(server);
    assert.equal(result.attempts, 1);
    assert.equal(error?.status, status);
  });
}

test('x-applitools-dont-retry with another value forbids nothing', async (t) => {
  const step = answer(503, { 'x-applitools-dont-retry': 'false' });
  const server = await startFaultServer(t, { 'b-1': [step, closed] });
  const { result } = await closeBatches(server);
  assert.deepEqual([result.outcome, result.attempts], ['closed', 2]);
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
