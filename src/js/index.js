// @ts-check
'use strict';

// The face of the Rust class: what wasm-bindgen can't do itself, and nothing more. Setters return the object, there is no
// free(), and console.log shows nothing secret.

const core = require('../../pkg/eyes_batch_close.js');
const { BatchCloseError } = require('./errors.js');

class BatchClose {
  #core;

  /** @param {unknown} [options] */
  constructor(options) {
    this.#core = new core.BatchClose(options);
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
    this.setBatchIds(ids);
  }

  get serverUrl() {
    return this.#core.serverUrl;
  }

  set serverUrl(url) {
    this.setUrl(url);
  }

  get apiKey() {
    return this.#core.apiKey;
  }

  set apiKey(key) {
    this.setApiKey(key);
  }

  get proxy() {
    return this.#core.proxy;
  }

  set proxy(proxy) {
    this.setProxy(proxy);
  }

  async close() {
    try {
      return await this.#core.close();
    } catch (error) {
      throw withOwnStack(error);
    }
  }

  toJSON() {
    return this.#core.toJSON();
  }

  /** @param {number} _depth @param {object} options @param {(value: unknown, options: object) => string} inspect */
  [Symbol.for('nodejs.util.inspect.custom')](_depth, options, inspect) {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
  }
}

/** @param {unknown} options */
async function getBatchResults(options) {
  try {
    return await core.readBatchResults(options);
  } catch (error) {
    throw withOwnStack(error);
  }
}

/** An error that was made in the wasm: from here its stack leads to the caller. @param {unknown} error */
function withOwnStack(error) {
  if (error instanceof BatchCloseError) Error.captureStackTrace(error, withOwnStack);
  return error;
}

exports.BatchClose = BatchClose;
exports.BatchCloseError = BatchCloseError;
exports.closeBatch = (/** @type {unknown} */ options) => BatchClose.close(options);
exports.getBatchResults = getBatchResults;
