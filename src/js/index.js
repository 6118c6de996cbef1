// @ts-check
'use strict';

// The face of the Rust class: what wasm-bindgen can't do itself, and nothing more.

const core = require('../../pkg/eyes_batch_close.js');
const { close } = require('./closing.js');
const { BatchCloseError, toResult } = require('./errors.js');

class BatchClose {
  #core;

  /** @param {unknown} [options] */
  constructor(options) {
    this.#core = new core.BatchClose(options ?? {});
  }

  /** @param {unknown} options */
  static close(options) {
    return new this(options).close();
  }

  /** @param {unknown[]} ids */
  setBatchIds(...ids) {
    this.#core.setBatchIds(ids);
    return this;
  }

  /** @param {unknown[]} ids */
  setBatchId(...ids) {
    return this.setBatchIds(...ids);
  }

  /** @param {unknown} url */
  setUrl(url) {
    this.#core.setUrl(url);
    return this;
  }

  /** @param {unknown} key */
  setApiKey(key) {
    this.#core.setApiKey(key);
    return this;
  }

  /** @param {unknown} proxy @param {unknown} [username] @param {unknown} [password] */
  setProxy(proxy, username, password) {
    this.#core.setProxy(proxy, username, password);
    return this;
  }

  get batchIds() {
    return this.#core.batchIds;
  }

  set batchIds(ids) {
    this.#core.setBatchIds([ids]);
  }

  get serverUrl() {
    return this.#core.serverUrl;
  }

  set serverUrl(url) {
    this.#core.setUrl(url);
  }

  get apiKey() {
    return this.#core.apiKey;
  }

  set apiKey(key) {
    this.#core.setApiKey(key);
  }

  get proxy() {
    return this.#core.proxy;
  }

  set proxy(proxy) {
    this.setProxy(proxy);
  }

  async close() {
    const { report, error, ...outcome } = await close(this.#core, toResult);
    report?.results.forEach(toResult);
    if (report?.storeError) report.storeError = new BatchCloseError(report.storeError);
    if (error) throw new BatchCloseError(error, report);
    if ('thrown' in outcome) throw outcome.thrown;
    return report;
  }

  toJSON() {
    return this.#core.toJSON();
  }

  /** @param {number} _depth @param {object} options @param {(value: unknown, options: object) => string} inspect */
  [Symbol.for('nodejs.util.inspect.custom')](_depth, options, inspect) {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
  }
}

exports.BatchClose = BatchClose;
exports.BatchCloseError = BatchCloseError;
exports.closeBatch = (/** @type {unknown} */ options) => BatchClose.close(options);
