// @ts-check
'use strict';

// Prints how long require('eyes-batch-close') takes and how much of it each part takes by itself, in milliseconds.

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const root = path.join(__dirname, '../..');

/** @type {Record<string, number>} */
const own = {};
/** Time spent in what the parts now running have called. */
const inner = [0];

/** @template T @param {string} part @param {() => T} work @returns {T} */
function timed(part, work) {
  const begin = performance.now();
  inner.push(0);
  try {
    return work();
  } finally {
    const time = performance.now() - begin;
    own[part] = (own[part] ?? 0) + time - Number(inner.pop());
    inner[inner.length - 1] += time;
  }
}

// What is replaced below has no types, or types for those who call it.
const modules = /** @type {any} */ (Module);
const files = /** @type {any} */ (fs);
const assembly = /** @type {any} */ (WebAssembly);

const { _resolveFilename: resolve } = modules;
modules._resolveFilename = (/** @type {any[]} */ ...args) =>
  timed('finding the files', () => resolve(...args));

const { load } = modules.prototype;
modules.prototype.load = function (/** @type {string} */ file) {
  timed(path.relative(root, file), () => load.call(this, file));
};

const { readFileSync: read } = files;
files.readFileSync = (/** @type {any} */ file, /** @type {any[]} */ ...rest) =>
  String(file).endsWith('.wasm')
    ? timed('wasm: read', () => read(file, ...rest))
    : read(file, ...rest);

const { Module: Compiled, Instance } = WebAssembly;
assembly.Module = new Proxy(Compiled, {
  construct: (target, args) => timed('wasm: compile', () => Reflect.construct(target, args)),
});
assembly.Instance = new Proxy(Instance, {
  construct: (target, args) => timed('wasm: instantiate', () => Reflect.construct(target, args)),
});

const begin = performance.now();
require('eyes-batch-close');
const total = performance.now() - begin;
console.log(JSON.stringify({ total, ...own }));
