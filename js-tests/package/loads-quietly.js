// @ts-check
'use strict';

// node loads-quietly.js MODULE…, in a project: loads the modules as the project does. Fails with what that has changed in
// the process, which is what `sideEffects` in package.json promises not to happen.

const assert = require('node:assert/strict');
const { createRequire } = require('node:module');
const path = require('node:path');

// The prototypes whose names a module might add to.
const shared = [globalThis, Object, Function, Array, String, Promise, Error].flatMap((each) =>
  each === globalThis ? [each] : [each, /** @type {Function} */ (each).prototype],
);

/** What a module might change. */
const stateOf = () => ({
  environment: { ...process.env },
  listeners: process.eventNames().map((name) => [name, process.listenerCount(name)]),
  names: shared.map((each) => Reflect.ownKeys(each)),
  waitingFor: process.getActiveResourcesInfo(),
  exitCode: process.exitCode,
});

const load = createRequire(path.resolve('package.json'));
const before = stateOf();
for (const name of process.argv.slice(2)) load(name);
assert.deepEqual(stateOf(), before);
