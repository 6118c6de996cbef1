// @ts-check
'use strict';

// Sessions: each is one run of one test, from its start over its steps to its end.

const { randomUUID } = require('node:crypto');
const fields = require('./fields.js');
const { Refusal, short } = require('./refusal.js');

/** @typedef {import('./batches.js').Batches} Batches */
/** @typedef {import('./batch.js').Session} Session */
/** @typedef {import('./endpoints.js').Endpoint} Endpoint */
/** @typedef {import('./endpoints.js').Handler} Handler */

/** @type {Endpoint[]} */
exports.SESSION_ENDPOINTS = [
  { method: 'POST', path: /^\/api\/sessions\/running\/?$/, handle: startSession },
  { method: 'POST', path: /^\/api\/sessions\/running\/([^/]+)$/, handle: addStep },
  {
    method: 'POST',
    path: /^\/api\/sessions\/running\/([^/]+)\/matchandend$/,
    handle: addStepAndEnd,
  },
  { method: 'DELETE', path: /^\/api\/sessions\/running\/([^/]+)$/, handle: endSession },
  { method: 'DELETE', path: /^\/api\/sessions\/batches\/[^/]*\/([^/]+)$/, handle: deleteTest },
];

/** @type {Handler} */
function startSession({ body, url, batches, results }) {
  const info = fields.object(fields.object(body, 'The body').startInfo, 'startInfo');
  // A session without a batch gets one of its own.
  const batchInfo = fields.optionalObject(info.batchInfo, 'startInfo.batchInfo');
  const { id = randomUUID() } = batchInfo;
  const isNumber = typeof id === 'number';
  const session = batches.startSession({
    batchId: isNumber ? String(id) : fields.text(id, 'startInfo.batchInfo.id'),
    batchName: fields.optionalText(batchInfo.name, 'startInfo.batchInfo.name'),
    buildId: fields.optionalText(batchInfo.buildId, 'startInfo.batchInfo.buildId'),
    notify: fields.optionalFlag(
      batchInfo.notifyOnCompletion,
      'startInfo.batchInfo.notifyOnCompletion',
    ),
    name: fields.text(info.scenarioIdOrName, 'startInfo.scenarioIdOrName'),
    app: fields.text(info.appIdOrName, 'startInfo.appIdOrName'),
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
 * @returns {import('./batch.js').Environment}
 */
function environmentOf(given) {
  const at = 'startInfo.environment';
  const environment = fields.optionalObject(given, at);
  const names = ['hostingAppInfo', 'hostingApp', 'osInfo', 'os'];
  const [longApp, app, longOs, os] = names.map((name) =>
    fields.optionalText(environment[name], `${at}.${name}`),
  );
  return {
    size: fields.optionalSize(environment.displaySize, `${at}.displaySize`),
    app: longApp ?? app ?? '',
    os: longOs ?? os ?? '',
  };
}

/** @type {Handler} */
function addStep({ ids: [id], body, url, batches, images }) {
  const session = sessionOf(id, batches);
  if (session.endedAt !== undefined) {
    throw new Refusal(409, `Session ${short(id)} has ended and takes no more steps`, session.batch);
  }
  const { options, appOutput } = fields.object(body, 'The body');
  const { name } = fields.optionalObject(options, 'options');
  const { title, screenshotUrl } = fields.optionalObject(appOutput, 'appOutput');
  const at = fields.optionalText(screenshotUrl, 'appOutput.screenshotUrl') ?? '';
  const image = at.replace(`${url}/upload/`, '');
  batches.addStep(session, {
    name:
      fields.optionalText(name, 'options.name') ??
      fields.optionalText(title, 'appOutput.title') ??
      '',
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
function deleteTest({ ids: [id], batches }) {
  batches.deleteTest(sessionOf(id, batches));
}

/**
 * @param {string} id
 * @param {Batches} batches
 */
function sessionOf(id, batches) {
  const session = batches.session(id);
  if (!session) throw new Refusal(404, `There is no session ${short(id)}`);
  return session;
}
