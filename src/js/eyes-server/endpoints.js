// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');
const { Refusal, short } = require('./refusal.js');

/** @typedef {import('./batches.js').Batches} Batches */
/** @typedef {import('./batches.js').Session} Session */

/**
 * @typedef {object} Call
 * @property {string[]} ids the decoded variable segments of the path
 * @property {URLSearchParams} query
 * @property {any} body the JSON object of a POST
 * @property {string} url the server's own
 * @property {Batches} batches
 */

/**
 * Answers a call with the JSON of a 200, or with nothing for an empty one.
 *
 * @typedef {(call: Call) => object | void} Handler
 */

/**
 * The endpoints as the SDKs speak them.
 *
 * @type {[method: string, path: RegExp, handler: Handler][]}
 */
const ENDPOINTS = [
  ['GET', /^\/api\/sessions\/renderinfo$/, accountInfo],
  ['POST', /^\/api\/sessions\/running\/?$/, startSession],
  ['POST', /^\/api\/sessions\/running\/([^/]+)$/, addStep],
  ['POST', /^\/api\/sessions\/running\/([^/]+)\/matchandend$/, addStepAndEnd],
  ['DELETE', /^\/api\/sessions\/running\/([^/]+)$/, endSession],
  // The optional segment is the build ID; older SDKs write bypointerid, newer ones bypointerId.
  ['DELETE', /^\/api\/sessions\/batches\/([^/]*)(?:\/[^/]*)?\/close\/bypointer[iI]d$/, closeBatch],
  ['DELETE', /^\/api\/sessions\/batches\/[^/]*\/([^/]+)$/, deleteTest],
  ['POST', /^\/api\/sessions\/log$/, acknowledge],
  ['POST', /^\/api\/sessions\/sdkprocess\/keepalive$/, acknowledge],
  ['POST', /^\/api\/scm-integrations\/batches\/[^/]*\/update-if-scm$/, acknowledge],
];

/** @type {Handler} */
function accountInfo({ url }) {
  // The SDKs put a unique name for __random__, and send no image where a limit is missing.
  return { resultsUrl: `${url}/upload/__random__`, maxImageHeight: 15000, maxImageArea: 37500000 };
}

/** @type {Handler} */
function startSession({ body, url, batches }) {
  const info = object(body.startInfo, 'startInfo');
  // A session without a batch gets one of its own.
  const batchInfo = object(info.batchInfo ?? {}, 'startInfo.batchInfo');
  const session = batches.startSession({
    batchId: text(batchInfo.id ?? randomUUID(), 'startInfo.batchInfo.id'),
    batchName: batchInfo.name ? text(batchInfo.name, 'startInfo.batchInfo.name') : undefined,
    notify: batchInfo.notifyOnCompletion === true,
    name: text(info.scenarioIdOrName, 'startInfo.scenarioIdOrName'),
    app: text(info.appIdOrName, 'startInfo.appIdOrName'),
  });
  return {
    id: session.id,
    sessionId: session.id,
    batchId: session.serverBatchId,
    baselineId: session.id,
    url: `${url}/`,
    isNew: false,
  };
}

/** @type {Handler} */
function addStep({ ids: [id], body, batches }) {
  const session = sessionOf(id, batches);
  if (session.endedAt !== undefined) {
    throw new Refusal(409, `Session ${short(id)} has ended and takes no more steps`);
  }
  const name = body.options?.name || body.appOutput?.title;
  batches.addStep(session, typeof name === 'string' ? name : '');
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
  return results(session, url);
}

/**
 * @param {Session} session
 * @param {string} url
 */
function results({ id, serverBatchId, batch, test, startedAt, endedAt = startedAt }, url) {
  const urls = { batch: `${url}/`, session: `${url}/` };
  return {
    id,
    name: test.name,
    appName: test.app,
    batchId: serverBatchId,
    batchName: batch.name,
    status: test.state === 'aborted' ? 'Failed' : 'Passed',
    isNew: false,
    isDifferent: false,
    isAborted: test.state === 'aborted',
    steps: test.steps.length,
    matches: test.steps.length,
    mismatches: 0,
    missing: 0,
    startedAt: new Date(startedAt).toISOString(),
    duration: Math.round((endedAt - startedAt) / 1000),
    secretToken: randomUUID(),
    appUrls: urls,
    apiUrls: urls,
    stepsInfo: [],
  };
}

/** @type {Handler} */
function closeBatch({ ids: [batchId], batches }) {
  if (!batches.close(batchId)) {
    const state = batches.has(batchId) ? 'closed already' : 'unknown here';
    throw new Refusal(404, `Batch "${short(batchId)}" is ${state}`);
  }
}

/** @type {Handler} */
function deleteTest({ ids: [id], batches }) {
  batches.deleteTest(sessionOf(id, batches));
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

/**
 * @param {any} value
 * @param {string} what
 */
function object(value, what) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal(400, `${what} must be a JSON object`);
}

/**
 * @param {unknown} value
 * @param {string} what
 */
function text(value, what) {
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal(400, `${what} must be a non-empty string`);
}

exports.ENDPOINTS = ENDPOINTS;
