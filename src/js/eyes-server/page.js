// @ts-check
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { escapeText, toHtml } = require('./html.js');
const { stateOf } = require('./state.js');

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {typeof import('./page/view.mjs')} View */

/** @type {Record<string, string>} */
const SCRIPTS_AND_STYLES = {
  '/page.css': 'text/css; charset=utf-8',
  ...Object.fromEntries(
    ['page', 'patch', 'view', 'words'].map((name) => [
      `/${name}.mjs`,
      'text/javascript; charset=utf-8',
    ]),
  ),
};

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;" +
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  // Other sites may not show the pictures as theirs.
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

// A picture that is opened in a tab of its own is an image and nothing else.
const IMAGE_HEADERS = {
  ...HEADERS,
  'cache-control': 'private, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
};

// Changes that come in a burst are shown together.
const PUSH_DELAY_MS = 50;
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

/** The page at `/`, complete as it is served, its pictures, and its events: each event is the whole state. */
class Page {
  #batches;
  #images;
  #view;
  /** @type {Set<Response>} */
  #readers = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {import('./batches.js').Batches} batches
   * @param {import('./images.js').Images} images
   * @param {View} view
   */
  constructor(batches, images, { view }) {
    this.#batches = batches;
    this.#images = images;
    this.#view = view;
  }

  /**
   * @param {Request} req
   * @param {Response} res
   * @param {string} path
   * @returns {boolean} whether the path was the page's
   */
  answer({ method, headers }, res, path) {
    if (method === 'POST' && path === '/clear') this.#clear(res);
    else if (method !== 'GET' && method !== 'HEAD') return false;
    else if (path === '/') this.#sendPage(res, `http://${headers.host}`);
    else if (path === '/events' && method === 'GET') this.#addReader(res);
    else if (path.startsWith('/images/')) return this.#sendImage(res, path.slice(8));
    else if (Object.hasOwn(SCRIPTS_AND_STYLES, path)) {
      res.writeHead(200, { ...HEADERS, 'content-type': SCRIPTS_AND_STYLES[path] });
      res.end(fileOfPage(path));
    } else return false;
    return true;
  }

  /** @param {Response} res */
  #clear(res) {
    this.#batches.clear();
    res.writeHead(204, HEADERS).end();
  }

  /**
   * @param {Response} res
   * @param {string} url as the browser knows it
   */
  #sendPage(res, url) {
    const { main, title, icon, status } = this.#view(this.#state(), { url, now: Date.now() });
    /** @type {Record<string, string>} */
    const parts = {
      main: toHtml(main),
      title: escapeText(title),
      icon: escapeText(icon),
      status: escapeText(status),
    };
    const html = fileOfPage('/page.html').replace(/\{\{(\w+)\}\}/g, (_, part) => parts[part]);
    res.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' });
    res.end(html);
  }

  /**
   * @param {Response} res
   * @param {string} id
   */
  #sendImage(res, id) {
    const image = this.#images.get(id);
    if (!image) return false;
    res.writeHead(200, { ...IMAGE_HEADERS, 'content-type': image.type });
    res.end(image.bytes);
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
    res.on('close', () => this.#readers.delete(res));
    res.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream', connection: 'close' });
    res.write(`retry: 1000\n${this.#event()}`);
    this.#readers.add(res);
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

  #state() {
    return stateOf(this.#batches, this.#images);
  }

  #event() {
    return `data: ${JSON.stringify(this.#state())}\n\n`;
  }
}

/** @param {string} path */
function fileOfPage(path) {
  return readFileSync(join(__dirname, 'page', path), 'utf8');
}

exports.Page = Page;
