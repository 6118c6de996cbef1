// @ts-check
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { escapeText, toHtml } = require('./html.js');
const { stateOf } = require('./state.js');
const { view } = require('./view.js');

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/** @type {Record<string, string>} */
const SCRIPTS_AND_STYLES = {
  '/page.css': 'text/css; charset=utf-8',
  '/batch.css': 'text/css; charset=utf-8',
  '/page.mjs': 'text/javascript; charset=utf-8',
  '/patch.mjs': 'text/javascript; charset=utf-8',
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
const PUSH_DELAY_MS = 100;

/** The page at `/`, complete as it is served, its pictures, and its events: each event is all that it shows. */
class Page {
  #url;
  #batches;
  #images;
  /** @type {Set<Response>} */
  #readers = new Set();
  /** @type {WeakSet<Response>} */
  #behind = new WeakSet();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {string} url the server's own
   * @param {import('./batches.js').Batches} batches
   * @param {import('./images.js').Images} images
   */
  constructor(url, batches, images) {
    this.#url = url;
    this.#batches = batches;
    this.#images = images;
  }

  /**
   * @param {Request} req
   * @param {Response} res
   * @param {string} path
   * @returns {boolean} whether the path was the page's
   */
  answer({ method }, res, path) {
    if (method === 'POST' && path === '/clear') this.#clear(res);
    else if (method !== 'GET' && method !== 'HEAD') return false;
    else if (path === '/') this.#sendPage(res);
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
    for (const { tests } of this.#batches.clear()) {
      for (const { image } of tests.flatMap(({ steps }) => steps)) {
        if (image !== undefined) this.#images.delete(image);
      }
    }
    res.writeHead(204, HEADERS).end();
  }

  /** @param {Response} res */
  #sendPage(res) {
    const { main, title, icon, status } = this.#view(false);
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
    res.on('drain', () => {
      if (this.#behind.delete(res)) this.changed();
    });
    res.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream', connection: 'close' });
    res.write(`retry: 1000\n${this.#event()}`);
    this.#readers.add(res);
  }

  #push() {
    this.#timer = undefined;
    const event = this.#event();
    for (const reader of this.#readers) {
      // One that has not read the last event yet gets what is then the newest, once it has.
      if (reader.writableNeedDrain) this.#behind.add(reader);
      else reader.write(event);
    }
  }

  /** @param {boolean} live */
  #view(live) {
    return view(stateOf(this.#batches, this.#images), { url: this.#url, live });
  }

  #event() {
    return `data: ${JSON.stringify(this.#view(true))}\n\n`;
  }
}

/** @param {string} path */
function fileOfPage(path) {
  return readFileSync(join(__dirname, 'page', path), 'utf8');
}

exports.Page = Page;
