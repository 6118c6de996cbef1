// @ts-check
'use strict';

// The Ultrafast Grid, as far as SDKs need one to run whole sessions: it takes snapshots of pages and their resources,
// and says that they are rendered. It renders nothing, so that the steps of its sessions have no picture. Its paths are
// those of @applitools/ufg-client's requests.js, below the serviceUrl that renderinfo names; no API key travels there.

const { randomUUID } = require('node:crypto');
const { list } = require('./fields.js');

/** @typedef {import('./endpoints.js').Endpoint} Endpoint */
/** @typedef {import('./endpoints.js').Handler} Handler */

/** The resources that clients have asked for. */
class Grid {
  /** @type {Set<unknown>} */
  #known = new Set();

  /**
   * Whether a resource is here: not the first time that it is asked for, so that uploading is tried.
   *
   * @param {unknown} resource
   */
  has(resource) {
    const hash = String(Object(resource).hash ?? resource);
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
  return list(body, 'The body').map((job) => {
    const { browser, platform, renderInfo } = Object(job);
    const { width = 0, height = 0 } = Object(renderInfo);
    // The SDK sends this back as the environment of the session.
    return {
      eyesEnvironment: {
        displaySize: { width, height },
        hostingApp: Object(browser).name,
        os: Object(platform).name,
      },
    };
  });
}

/** @type {Handler} */
function findResources({ body, grid }) {
  return list(body, 'The body').map((resource) => grid.has(resource));
}

/** @type {Handler} */
function startRenders({ body }) {
  return list(body, 'The body').map(() => ({ renderId: randomUUID(), renderStatus: 'rendering' }));
}

/** @type {Handler} */
function describeRenders({ body, url }) {
  return list(body, 'The body').map((renderId) => ({
    renderId,
    status: 'rendered',
    imageLocation: `${url}/ufg/images/${renderId}`,
    imagePositionInActiveFrame: { x: 0, y: 0 },
  }));
}
