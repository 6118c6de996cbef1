// @ts-check
'use strict';

const { readImage, readJson, skip } = require('./bodies.js');
const { ENDPOINTS } = require('./endpoints.js');
const { Refusal, short } = require('./refusal.js');

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/** @typedef {import('./endpoints.js').Place & { apiKey: string | undefined, readApiKey: string | undefined, isLocal: boolean, page: import('./page.js').Page }} Context */

// What a browser asks for by itself, beside the page or for it, is nobody's test.
const OF_BROWSERS = /^\/(favicon|apple-touch-icon|robots\.txt$|\.well-known\/|images\/)/;
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
  for (const endpoint of ENDPOINTS) {
    const { method, path: pattern, handle, status = 200, isReading } = endpoint;
    const match = method === req.method && pattern.exec(path);
    if (match) {
      if (isReading && !mayRead) throw new Refusal(403, 'This API key has no permission to read');
      const ids = match.slice(1).map((segment) => segment && decode(segment));
      const body = await readBody(req, endpoint);
      reply(res, status, handle({ ...place, ids, query, body, mayRead, by: clientOf(req) }));
      return;
    }
  }
  throw new Refusal(404, `There is nothing at ${req.method} ${short(path)}`);
}

/**
 * @param {Request} req
 * @param {import('./endpoints.js').Endpoint} endpoint
 */
async function readBody(req, { method, takesImage }) {
  if (method === 'POST') return readJson(req);
  if (method === 'PUT') return takesImage ? readImage(req) : skip(req);
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
  if (OF_BROWSERS.test(path)) return;
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
