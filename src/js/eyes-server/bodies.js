// @ts-check
'use strict';

// Bodies of requests: JSON, images, and what is not looked at.

const { HEAD_BYTES, imageType } = require('./images.js');
const { Refusal } = require('./refusal.js');

/** @typedef {import('node:http').IncomingMessage} Request */

// The list of a large page's resources takes megabytes.
const MAX_JSON_BYTES = 16 * 1024 * 1024;
const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;

/** @param {Request} req */
async function readJson(req) {
  /** @type {Buffer[]} */
  const chunks = [];
  await read(req, MAX_JSON_BYTES, (chunk) => chunks.push(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Refusal(400, 'The body is not valid JSON');
  }
}

/**
 * The bytes of an image. What is none is dropped as soon as that shows.
 *
 * @param {Request} req
 */
async function readImage(req) {
  /** @type {Buffer[]} */
  let chunks = [];
  let head = Buffer.alloc(0);
  await read(req, MAX_UPLOAD_BYTES, (chunk) => {
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
    if (head.length < HEAD_BYTES || imageType(head)) chunks.push(chunk);
    else chunks = [];
  });
  return imageType(head) ? Buffer.concat(chunks) : undefined;
}

/** @param {Request} req */
function skip(req) {
  return read(req, MAX_UPLOAD_BYTES, () => {});
}

/**
 * Reads to the end even what is too large: an answer in the middle would be lost with the
 * connection.
 *
 * @param {Request} req
 * @param {number} limit in bytes
 * @param {(chunk: Buffer) => void} keep
 */
async function read(req, limit, keep) {
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size <= limit) keep(chunk);
  }
  if (size > limit) {
    throw new Refusal(413, `The body has ${size} bytes; at most ${limit} are taken here`);
  }
}

exports.readImage = readImage;
exports.readJson = readJson;
exports.skip = skip;
