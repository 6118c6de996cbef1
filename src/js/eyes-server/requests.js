// @ts-check
'use strict';

const { ENDPOINTS } = require('./endpoints.js');
const { Refusal, short } = require('./refusal.js');

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/**
 * @typedef {object} Context
 * @property {string} url
 * @property {string | undefined} apiKey
 * @property {import('./batches.js').Batches} batches
 * @property {import('./page.js').Page} page
 */

const MAX_JSON_BYTES = 1024 * 1024;
const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Answers one request, whatever it holds.
 *
 * @param {Request} req
 * @param {Response} res
 * @param {Context} context
 */
async function answer(req, res, context) {
  // A client that goes away while it is being answered is no reason to stop.
  res.on('error', () => {});
  try {
    await route(req, res, context);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, `Failed: ${error}`);
    reply(res, refusal.status, { message: refusal.message });
  }
}

/**
 * @param {Request} req
 * @param {Response} res
 * @param {Context} context
 */
async function route(req, res, { url, apiKey, batches, page }) {
  refuseOtherSites(req);
  // Not `new URL()`: it would resolve the dot segments of a path that a client sent raw.
  const target = req.url ?? '';
  const [path] = target.split('?', 1);
  const query = new URLSearchParams(target.slice(path.length));
  if (page.answer(req, res, path)) return;

  if (req.method === 'PUT' && path.startsWith('/upload/')) {
    await readBody(req, MAX_UPLOAD_BYTES, () => {});
    reply(res, 201);
    return;
  }
  if (path.startsWith('/api/')) {
    checkKey(req.headers['x-eyes-api-key'] || query.get('apiKey'), apiKey);
  }
  for (const [method, pattern, handler] of ENDPOINTS) {
    const match = method === req.method && pattern.exec(path);
    if (match) {
      const ids = match.slice(1).map(decode);
      const body = method === 'POST' ? await readJson(req) : undefined;
      reply(res, 200, handler({ ids, query, body, url, batches }));
      return;
    }
  }
  throw new Refusal(404, `There is nothing at ${req.method} ${short(path)}`);
}

/**
 * Any web page can make a browser send requests to loopback, and a name that resolves to it makes
 * the answers readable. Both show in the headers.
 *
 * @param {Request} req
 */
function refuseOtherSites({ headers: { host = '', origin } }) {
  if (!LOOPBACK.test(host)) {
    throw new Refusal(403, 'This server answers only to 127.0.0.1 and localhost');
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new Refusal(403, 'This server takes no requests from the pages of other sites');
  }
}

/**
 * @param {string | string[] | null | undefined} given
 * @param {string | undefined} wanted
 */
function checkKey(given, wanted) {
  if (!given) {
    throw new Refusal(401, 'No API key: send it as the header X-Eyes-Api-Key or as ?apiKey=');
  }
  if (wanted !== undefined && given !== wanted) {
    throw new Refusal(401, 'The API key is not the one that this server was started with');
  }
}

/** @param {string} segment */
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, `Broken percent-encoding in the path: ${short(segment)}`);
  }
}

/**
 * Reads to the end even what is too large: an answer in the middle would be lost with the
 * connection.
 *
 * @param {Request} req
 * @param {number} limit in bytes
 * @param {(chunk: Buffer) => void} keep
 */
async function readBody(req, limit, keep) {
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size <= limit) keep(chunk);
  }
  if (size > limit) {
    throw new Refusal(413, `The body has ${size} bytes; at most ${limit} are taken here`);
  }
}

/** @param {Request} req */
async function readJson(req) {
  /** @type {Buffer[]} */
  const chunks = [];
  await readBody(req, MAX_JSON_BYTES, (chunk) => chunks.push(chunk));
  try {
    // An object whatever it was: the fields that are needed are then missed by name.
    return Object(JSON.parse(Buffer.concat(chunks).toString()));
  } catch {
    throw new Refusal(400, 'The body is not valid JSON');
  }
}

/**
 * @param {Response} res
 * @param {number} status
 * @param {unknown} [body]
 */
function reply(res, status, body) {
  const json = body === undefined ? '' : JSON.stringify(body);
  res.writeHead(status, {
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(json),
    'x-content-type-options': 'nosniff',
    ...(json && { 'content-type': 'application/json' }),
  });
  res.end(json);
}

exports.answer = answer;
