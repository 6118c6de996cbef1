// @ts-check
'use strict';

const MAX_BYTES = 64 * 1024 * 1024;

/** The first bytes of the images that SDKs upload, in hex. @type {[type: string, magic: RegExp][]} */
const TYPES = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/webp', /^52494646.{8}57454250/], // RIFF, a length, WEBP
];

/** As many bytes tell what kind of picture it is. */
const HEAD_BYTES = 12;

/**
 * What kind of picture it is, by its first bytes: what a client says of it is not believed, since a browser is to
 * show it. SVG, which may hold scripts, is none.
 *
 * @param {Buffer} bytes
 */
function imageType(bytes) {
  const head = bytes.toString('hex', 0, HEAD_BYTES);
  return TYPES.find(([, magic]) => magic.test(head))?.[0];
}

/** The pictures of the steps, in memory: when there is no room for a new one, the oldest go. */
class Images {
  /** @type {Map<string, Buffer>} */
  #all = new Map();
  #bytes = 0;
  #maxBytes;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /**
   * @param {string} id
   * @param {Buffer} bytes
   */
  add(id, bytes) {
    this.delete(id);
    this.#all.set(id, bytes);
    this.#bytes += bytes.length;
    for (const oldest of this.#all.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  /** @param {string} id */
  has(id) {
    return this.#all.has(id);
  }

  /** @param {string} id */
  get(id) {
    const bytes = this.#all.get(id);
    return bytes && { bytes, type: imageType(bytes) ?? 'application/octet-stream' };
  }

  /** @param {string} id */
  delete(id) {
    this.#bytes -= this.#all.get(id)?.length ?? 0;
    this.#all.delete(id);
  }
}

exports.HEAD_BYTES = HEAD_BYTES;
exports.Images = Images;
exports.imageType = imageType;
