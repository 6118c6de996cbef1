// @ts-check
'use strict';

// Where totalTimeout ends a call that was getting on, the message says how far it was, and how much more it would take.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { closeBatches } = require('../support/close.js');
const { runCommand, variablesFor } = require('../support/cli.js');
const { closed, hang, later, startFaultServer } = require('../support/fault-server.js');

const BATCHES = 400;
const ids = Array.from({ length: BATCHES }, (_, at) => `b-${at}`);

/** @param {string | undefined} text */
function figuresOf(text) {
  const found =
    /(\d+) batches were left after (\d+) in (\d+) s, and would have taken about (\d+) s more: set a longer totalTimeout \(--total-timeout\), or a higher concurrency\./.exec(
      String(text),
    );
  assert.ok(found, text);
  const [left, done, spent, needed] = found.slice(1).map(Number);
  return { left, done, spent, needed };
}

test('how many are left, and about how long they would have taken', async (t) => {
  const script = Object.fromEntries(ids.map((id) => [id, later(40, closed)]));
  const slow = await startFaultServer(t, script);
  const options = { batchIds: ids, concurrency: 2, totalTimeout: 2000 };
  const { error, report } = await closeBatches(slow, options);
  const { left, done, spent, needed } = figuresOf(error?.hint);
  assert.equal(error?.code, 'CLOSE_FAILED');
  assert.deepEqual([left, done], [report.failed.length, report.closed.length]);
  assert.equal(left + done, BATCHES);
  assert.ok(done > 0 && spent >= 2, `${done} in ${spent} s`);
  assert.equal(needed, Math.max(1, Math.trunc((spent * left) / done)));
});

test('the command says it, too', async (t) => {
  const slow = await startFaultServer(
    t,
    Object.fromEntries(ids.map((id) => [id, later(40, closed)])),
  );
  const args = ['--from', '-', '--concurrency', '2', '--total-timeout', '1500'];
  const around = { variables: variablesFor(slow), input: ids.join('\n') };
  const { status, stderr } = await runCommand(args, around);
  assert.equal(status, 1);
  figuresOf(stderr);
});

test('where nothing was closed, nobody knows how long it would have taken', async (t) => {
  const server = await startFaultServer(t, { 'b-0': hang, 'b-1': hang });
  const batchIds = ['b-0', 'b-1'];
  const { error } = await closeBatches(server, { batchIds, totalTimeout: 200 });
  assert.doesNotMatch(String(error?.hint), /would have taken/);
  for (const { code } of error?.errors ?? []) assert.equal(code, 'TIMEOUT');
});
