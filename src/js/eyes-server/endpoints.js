// @ts-check
'use strict';

// The Eyes server's endpoints as the SDKs speak them.

const { object, text } = require('./fields.js');
const { GRID_ENDPOINTS } = require('./grid.js');
const { Refusal, short } = require('./refusal.js');
const { RESULTS_ENDPOINTS } = require('./results.js');
const { SESSION_ENDPOINTS } = require('./sessions.js');

/**
 * What all requests share.
 *
 * @typedef {object} Place
 * @property {string} url the server's own
 * @property {boolean} scm whether it plays a server with an SCM integration
 * @property {import('./batches.js').Batches} batches
 * @property {import('./images.js').Images} images
 * @property {import('./grid.js').Grid} grid
 * @property {import('./results.js').Results} results
 *
 * @typedef {object} Request
 * @property {string[]} ids the decoded variable segments of the path; an optional one may be missing
 * @property {URLSearchParams} query
 * @property {string} by the client
 * @property {boolean} mayRead whether its key has the permission to read results
 * @property {any} body the JSON of a POST; the bytes of an image where an endpoint takes one, and it is one
 *
 * Answers with the JSON of a 200, or with nothing for an empty one.
 * @typedef {(call: Place & Request) => object | void} Handler
 *
 * @typedef {object} Endpoint
 * @property {string} method
 * @property {RegExp} path
 * @property {Handler} handle
 * @property {number} [status] default: 200
 * @property {boolean} [takesImage] whether it wants the body of a PUT, if that is an image
 * @property {boolean} [isReading] whether a key needs the permission to read
 */

/** @type {Endpoint[]} */
exports.ENDPOINTS = [
  { method: 'GET', path: /^\/api\/sessions\/renderinfo$/, handle: accountInfo },
  { method: 'PUT', path: /^\/upload\/(.+)$/, handle: keepImage, status: 201, takesImage: true },
  {
    method: 'DELETE',
    // The optional segment is the build ID; older SDKs write bypointerid, newer ones bypointerId.
    path: /^\/api\/sessions\/batches\/([^/]*)(?:\/([^/]*))?\/close\/bypointer[iI]d$/,
    handle: closeBatch,
  },
  {
    method: 'GET',
    path: /^\/api\/sessions\/batches\/[^/]*\/config\/bypointer[iI]d$/,
    handle: () => ({}),
  },
  { method: 'POST', path: /^\/api\/sessions\/log$/, handle: acknowledge },
  { method: 'POST', path: /^\/api\/sessions\/sdkprocess\/keepalive$/, handle: acknowledge },
  {
    method: 'POST',
    path: /^\/api\/scm-integrations\/batches\/[^/]*\/update-if-scm$/,
    handle: updateIfScm,
  },
  // The reporter of eyes-playwright reads here what its tests left.
  { method: 'GET', path: /^\/batch\/[^/]+\/report\/[^/]+$/, handle: () => [] },
  ...SESSION_ENDPOINTS,
  ...GRID_ENDPOINTS,
  ...RESULTS_ENDPOINTS,
];

/** @type {Handler} */
function accountInfo({ url }) {
  return {
    // The SDKs put a unique name for __random__, and send no image where a limit is missing.
    resultsUrl: `${url}/upload/__random__`,
    maxImageHeight: 15000,
    maxImageArea: 37500000,
    serviceUrl: `${url}/ufg/`,
    // Without it, eyes-playwright's workers print a notice.
    nlpEnabled: false,
  };
}

/** @type {Handler} */
function keepImage({ ids: [id], body, images }) {
  // SDKs put a GUID for __random__; the page needs no other names.
  if (body && /^[\w.-]{1,100}$/.test(id)) images.add(id, body);
}

/** @type {Handler} */
function closeBatch({ ids: [batchId, buildId], by, batches }) {
  if (batches.close(batchId, { buildId, by })) return;
  const closed = batches.find(batchId);
  const state = closed ? `closed already, by ${closed.closedBy}` : 'unknown here';
  throw new Refusal(404, `Batch "${short(batchId)}" is ${state}`, closed);
}

/** @type {Handler} */
function updateIfScm({ body, scm }) {
  // Anything but an empty answer makes an SDK name a build (@applitools/core, open-eyes.js).
  const branchName = text(object(body, 'The body').branchName, 'branchName');
  return scm ? { scmSourceBranch: branchName, scmTargetBranch: branchName } : undefined;
}

function acknowledge() {}
