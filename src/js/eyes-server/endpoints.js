// @ts-check
'use strict';

// The Eyes server's endpoints as the SDKs speak them: sessions, and closing a batch.

const { randomUUID } = require('node:crypto');
const { object, optionalText, text } = require('./fields.js');
const { GRID_ENDPOINTS } = require('./grid.js');
const { Refusal, short } = require('./refusal.js');
const { RESULTS_ENDPOINTS } = require('./results.js');

/** @typedef {import('./batches.js').Batches} Batches */
/** @typedef {import('./batches.js').Session} Session */

/**
 * What all requests share.
 *
 * @typedef {object} Place
 * @property {string} url the server's own
 * @property {boolean} scm whether it plays a server with an SCM integration
 * @property {Batches} batches
 * @property {import('./images.js').Images} images
 * @property {import('./grid.js').Grid} grid
 * @property {import('./results.js').Results} results
 *
 * @typedef {object} Request
 * @property {string[]} ids the decoded variable segments of the path; an optional one may be missing
 * @property {URLSearchParams} query
 * @property {string} by the client
 * @property {boolean} mayRead whether its key has the permission to read results
 * @property {any} body the JSON of a POST; of a PUT the bytes, if they are an image
 *
 * Answers with the JSON of a 200, or with nothing for an empty one.
 * @typedef {(call: Place & Request) => object | void} Handler
 *
 * @typedef {object} Endpoint
 * @property {string} method
 * @property {RegExp} path
 * @property {Handler} handle
 * @property {number} [status] default: 200
 * @property {boolean} [isReading] whether a key needs the permission to read
 */

/** @type {Endpoint[]} */
exports.ENDPOINTS = [
  { method: 'GET', path: /^\/api\/sessions\/renderinfo$/, handle: accountInfo },
  { method: 'PUT', path: /^\/upload\/(.+)$/, handle: keepImage, status: 201 },
  { method: 'POST', path: /^\/api\/sessions\/running\/?$/, handle: startSession },
  { method: 'POST', path: /^\/api\/sessions\/running\/([^/]+)$/, handle: addStep },
  {
    method: 'POST',
    path: /^\/api\/sessions\/running\/([^/]+)\/matchandend$/,
    handle: addStepAndEnd,
  },
  { method: 'DELETE', path: /^\/api\/sessions\/running\/([^/]+)$/, handle: endSession },
  {
    method: 'DELETE',
    // The optional segment is the build ID; older SDKs write bypointerid, newer ones bypointerId.
    path: /^\/api\/sessions\/batches\/([^/]*)(?:\/([^/]*))?\/close\/bypointer[iI]d$/,
    handle: closeBatch,
  },
  { method: 'DELETE', path: /^\/api\/sessions\/batches\/[^/]*\/([^/]+)$/, handle: deleteTest },
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
function startSession({ body, url, batches, results }) {
  const info = object(object(body, 'The body').startInfo, 'startInfo');
  // A session without a batch gets one of its own.
  const batchInfo = object(info.batchInfo ?? {}, 'startInfo.batchInfo');
  const { id = randomUUID(), notifyOnCompletion } = batchInfo;
  const isNumber = typeof id === 'number';
  const session = batches.startSession({
    batchId: isNumber ? String(id) : text(id, 'startInfo.batchInfo.id'),
    batchName: optionalText(batchInfo.name, 'startInfo.batchInfo.name'),
    buildId: optionalText(batchInfo.buildId, 'startInfo.batchInfo.buildId'),
    notify: notifyOnCompletion === true,
    name: text(info.scenarioIdOrName, 'startInfo.scenarioIdOrName'),
    app: text(info.appIdOrName, 'startInfo.appIdOrName'),
    environment: environmentOf(info.environment),
  });
  results.add(session);
  if (isNumber) batches.warn(session.batch, AS_A_NUMBER);
  return {
    id: session.id,
    sessionId: session.id,
    batchId: session.batch.key,
    baselineId: session.id,
    url: `${url}/`,
    isNew: false,
  };
}

// @applitools/utils, config.js: `Number(value) || value`.
const AS_A_NUMBER =
  'a client sent this ID as a number, so it may not be the batch that was meant: the SDKs for Storybook and Cypress' +
  ' read APPLITOOLS_BATCH_ID as one, and make 42 of 0042. An ID with a letter in it is safe';

/**
 * @param {any} given
 * @returns {import('./batches.js').Environment}
 */
function environmentOf(given) {
  const { displaySize, hostingApp, hostingAppInfo, os, osInfo } = Object(given);
  const { width, height } = Object(displaySize);
  return {
    size: { width: Number(width) || 0, height: Number(height) || 0 },
    app: String(hostingAppInfo ?? hostingApp ?? ''),
    os: String(osInfo ?? os ?? ''),
  };
}

/** @type {Handler} */
function addStep({ ids: [id], body, url, batches, images }) {
  const session = sessionOf(id, batches);
  if (session.endedAt !== undefined) {
    throw new Refusal(409, `Session ${short(id)} has ended and takes no more steps`, session.batch);
  }
  const { options, appOutput } = object(body, 'The body');
  const { name } = object(options ?? {}, 'options');
  const { title, screenshotUrl } = object(appOutput ?? {}, 'appOutput');
  const image = String(screenshotUrl).replace(`${url}/upload/`, '');
  batches.addStep(session, {
    name: optionalText(name, 'options.name') ?? optionalText(title, 'appOutput.title') ?? '',
    image: images.has(image) ? image : undefined,
  });
  return { asExpected: true, windowId: session.test.steps.length };
}

/** @type {Handler} */
function addStepAndEnd(call) {
  addStep(call);
  return endSession(call);
}

/** @type {Handler} */
function endSession({ ids: [id], query, url, batches }) {
  const session = sessionOf(id, batches);
  // Python's SDK writes True.
  batches.endSession(session, query.get('aborted')?.toLowerCase() === 'true');
  return resultsOf(session, url);
}

/**
 * @param {Session} session
 * @param {string} url
 */
function resultsOf({ id, batch, test, environment, startedAt, endedAt = startedAt }, url) {
  const urls = { batch: `${url}/`, session: `${url}/` };
  return {
    id,
    name: test.name,
    appName: test.app,
    batchId: batch.key,
    batchName: batch.name,
    status: test.state === 'aborted' ? 'Failed' : 'Passed',
    isNew: false,
    isDifferent: false,
    isAborted: test.state === 'aborted',
    steps: test.steps.length,
    matches: test.steps.length,
    mismatches: 0,
    missing: 0,
    hostDisplaySize: environment.size,
    hostApp: environment.app,
    hostOS: environment.os,
    startedAt: new Date(startedAt).toISOString(),
    duration: Math.round((endedAt - startedAt) / 1000),
    secretToken: randomUUID(),
    appUrls: urls,
    apiUrls: urls,
    stepsInfo: [],
  };
}

/** @type {Handler} */
function closeBatch({ ids: [batchId, buildId], by, batches }) {
  if (batches.close(batchId, { buildId, by })) return;
  const closed = batches.find(batchId);
  const state = closed ? `closed already, by ${closed.closedBy}` : 'unknown here';
  throw new Refusal(404, `Batch "${short(batchId)}" is ${state}`, closed);
}

/** @type {Handler} */
function deleteTest({ ids: [id], batches }) {
  batches.deleteTest(sessionOf(id, batches));
}

/** @type {Handler} */
function updateIfScm({ body, scm }) {
  // Anything but an empty answer makes an SDK name a build (@applitools/core, open-eyes.js).
  const { branchName } = object(body, 'The body');
  return scm ? { scmSourceBranch: branchName, scmTargetBranch: branchName } : undefined;
}

function acknowledge() {}

/**
 * @param {string} id
 * @param {Batches} batches
 */
function sessionOf(id, batches) {
  const session = batches.session(id);
  if (!session) throw new Refusal(404, `There is no session ${short(id)}`);
  return session;
}
