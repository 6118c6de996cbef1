// @ts-check
'use strict';

// The Ultrafast Grid, as far as SDKs need one to run whole sessions: it takes snapshots of pages and their resources,
// and says that they are rendered. It renders nothing, so that the steps of its sessions have no picture. Its paths are
// those of @applitools/ufg-client's requests.js, below the serviceUrl that renderinfo names; no API key travels there.

const { randomUUID } = require('node:crypto');
const { list, object, optionalObject, optionalSize, optionalText, text } = require('./fields.js');

/** @typedef {import('./endpoints.js').Endpoint} Endpoint */
/** @typedef {import('./endpoints.js').Handler} Handler */

/** The resources that clients have asked for. */
class Grid {
  /** @type {Set<string>} */
  #known = new Set();

  /**
   * Whether a resource is here: not the first time that it is asked for, so that uploading is tried.
   *
   * @param {string} hash
   */
  has(hash) {
    const known = this.#known.has(hash);
    this.#known.add(hash);
    return known;
  }
}
exports.Grid = Grid;

/** @type {Endpoint[]} */
exports.GRID_ENDPOINTS = [
  { method: 'POST', path: /^\/ufg\/job-info$/, handle: describeJobs },
  { method: 'POST', path: /^\/ufg\/resources\/query\/resources-exist$/, handle: findResources },
  { method: 'PUT', path: /^\/ufg\/resources\/sha256\/[^/]+$/, handle: () => {} },
  { method: 'POST', path: /^\/ufg\/render$/, handle: startRenders },
  { method: 'POST', path: /^\/ufg\/render-status$/, handle: describeRenders },
];

/** @type {Handler} */
function describeJobs({ body }) {
  return list(body, 'The body').map((job, index) => {
    const at = `[${index}]`;
    const { browser, platform, renderInfo } = object(job, at);
    // The SDK sends this back as the environment of the session.
    return {
      eyesEnvironment: {
        displaySize: optionalSize(renderInfo, `${at}.renderInfo`),
        hostingApp: nameOf(browser, `${at}.browser`),
        os: nameOf(platform, `${at}.platform`),
      },
    };
  });
}

/**
 * @param {any} value
 * @param {string} field
 */
function nameOf(value, field) {
  return optionalText(optionalObject(value, field).name, `${field}.name`);
}

/** @type {Handler} */
function findResources({ body, grid }) {
  return list(body, 'The body')
    .map((resource, index) => {
      const at = `[${index}]`;
      return typeof resource === 'string'
        ? resource
        : text(object(resource, at).hash, `${at}.hash`);
    })
    .map((hash) => grid.has(hash));
}

/** @type {Handler} */
function startRenders({ body }) {
  return list(body, 'The body').map((page, index) => {
    object(page, `[${index}]`);
    return { renderId: randomUUID(), renderStatus: 'rendering' };
  });
}

/** @type {Handler} */
function describeRenders({ body, url }) {
  return list(body, 'The body').map((renderId, index) => ({
    renderId: text(renderId, `[${index}]`),
    status: 'rendered',
    imageLocation: `${url}/ufg/images/${renderId}`,
    imagePositionInActiveFrame: { x: 0, y: 0 },
  }));
}
