// @ts-check
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/** @type {Record<string, { file: string, type: string }>} */
const FILES = {
  '/': { file: 'page.html', type: 'text/html' },
  '/page.css': { file: 'page.css', type: 'text/css' },
  '/page.js': { file: 'page.js', type: 'text/javascript' },
};

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;" +
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

// Changes that come in a burst are shown together.
const PUSH_DELAY_MS = 50;
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

/** The page at `/` and its events: each event is the list of all batches. */
class Page {
  #batches;
  /** @type {Set<Response>} */
  #readers = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {import('./batches.js').Batches} batches */
  constructor(batches) {
    this.#batches = batches;
  }

  /**
   * @param {Request} req
   * @param {Response} res
   * @param {string} path
   * @returns {boolean} whether the path was the page's
   */
  answer({ method }, res, path) {
    if (method === 'GET' && path === '/events') {
      this.#addReader(res);
      return true;
    }
    if (!Object.hasOwn(FILES, path) || (method !== 'GET' && method !== 'HEAD')) return false;
    const { file, type } = FILES[path];
    const content = readFileSync(join(__dirname, 'page', file));
    res.writeHead(200, { ...HEADERS, 'content-type': `${type}; charset=utf-8` });
    res.end(content);
    return true;
  }

  /** Tells the readers, soon. */
  changed() {
    if (this.#readers.size === 0) return;
    this.#timer ??= setTimeout(() => this.#push(), PUSH_DELAY_MS);
  }

  stop() {
    clearTimeout(this.#timer);
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }

  /** @param {Response} res */
  #addReader(res) {
    res.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream', connection: 'close' });
    res.write(`retry: 1000\n${this.#event()}`);
    this.#readers.add(res);
    res.on('close', () => this.#readers.delete(res));
  }

  #push() {
    this.#timer = undefined;
    const event = this.#event();
    for (const reader of this.#readers) {
      // One that does not keep up is cut; it connects again and gets the whole list.
      if (reader.writableLength > MAX_UNREAD_BYTES) reader.destroy();
      else reader.write(event);
    }
  }

  #event() {
    return `data: ${JSON.stringify(this.#batches.list())}\n\n`;
  }
}

exports.Page = Page;
