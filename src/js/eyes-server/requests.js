// @ts-check
'use strict';

const { ENDPOINTS } = require('./endpoints.js');
const { imageType } = require('./images.js');
const { Refusal, short } = require('./refusal.js');

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/** @typedef {import('./endpoints.js').Place & { apiKey: string | undefined, readApiKey: string | undefined, isLocal: boolean, page: import('./page.js').Page }} Context */

// The list of a large page's resources takes megabytes.
const MAX_JSON_BYTES = 16 * 1024 * 1024;
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
    remember(refusal, req, context);
    reply(res, refusal.status, { message: refusal.message });
  }
}

/**
 * @param {Request} req
 * @param {Response} res
 * @param {Context} context
 */
async function route(req, res, { apiKey, readApiKey, isLocal, page, ...place }) {
  refuseOtherSites(req, isLocal);
  const { path, query } = target(req);
  if (page.answer(req, res, path)) return;

  // The dashboard's API takes the key from the header alone.
  const inQuery = path.startsWith('/api/v1/') ? undefined : query.get('apiKey');
  const key = req.headers['x-eyes-api-key'] || inQuery;
  const isReadKey = readApiKey !== undefined && key === readApiKey;
  if (path.startsWith('/api/') && !isReadKey) checkKey(key, apiKey);
  const mayRead = readApiKey === undefined || isReadKey;
  for (const { method, path: pattern, handle, status = 200, isReading } of ENDPOINTS) {
    const match = method === req.method && pattern.exec(path);
    if (match) {
      if (isReading && !mayRead) throw new Refusal(403, 'This API key has no permission to read');
      const ids = match.slice(1).map((segment) => segment && decode(segment));
      const body = await readBody(req);
      reply(res, status, handle({ ...place, ids, query, body, mayRead, by: clientOf(req) }));
      return;
    }
  }
  throw new Refusal(404, `There is nothing at ${req.method} ${short(path)}`);
}

/**
 * Not by `new URL()`: it would resolve the dot segments of a path that a client sent raw.
 *
 * @param {Request} req
 */
function target({ url = '' }) {
  const [path] = url.split('?', 1);
  return { path, query: new URLSearchParams(url.slice(path.length)) };
}

/** @param {Request} req */
function clientOf({ headers }) {
  return short(
    `${headers['x-applitools-eyes-client'] || headers['user-agent'] || 'a client without a name'}`,
  );
}

/**
 * @param {Refusal} refusal
 * @param {Request} req
 * @param {Context} context
 */
function remember({ status, message, batch }, req, { batches }) {
  const { path } = target(req);
  // What only a browser asks for is nobody's test.
  if (!/^\/(api|ufg|upload)\//.test(path)) return;
  const request = `${req.method} ${short(path)}`;
  const at = new Date().toISOString();
  batches.refuse({ at, request, status, message, by: clientOf(req) }, batch);
}

/**
 * Any web page can make a browser send requests to loopback, and a name that resolves to it makes
 * the answers readable. Both show in the headers.
 *
 * @param {Request} req @param {boolean} isLocal
 */
function refuseOtherSites({ headers: { host = '', origin } }, isLocal) {
  if (isLocal && !LOOPBACK.test(host)) {
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
 * The JSON of a POST; of a PUT the bytes, if they are an image: what else is uploaded is not looked at.
 *
 * @param {Request} req
 */
async function readBody(req) {
  /** @type {Buffer[]} */
  const chunks = [];
  if (req.method === 'PUT') {
    await read(req, MAX_UPLOAD_BYTES, (chunk) => {
      if (chunks.length > 0 || imageType(chunk)) chunks.push(chunk);
    });
    return chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  }
  if (req.method !== 'POST') return undefined;
  await read(req, MAX_JSON_BYTES, (chunk) => chunks.push(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Refusal(400, 'The body is not valid JSON');
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
    // Asking again finds the same; without this, SDKs ask five times more.
    ...(status === 404 && { 'x-applitools-dont-retry': 'true' }),
    ...(json && { 'content-type': 'application/json' }),
  });
  res.end(json);
}

exports.answer = answer;
