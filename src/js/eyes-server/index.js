// @ts-check
'use strict';

const http = require('node:http');
const os = require('node:os');
const { Batches } = require('./batches.js');
const { Grid } = require('./grid.js');
const { Images } = require('./images.js');
const { Page } = require('./page.js');
const { answer } = require('./requests.js');
const { Results } = require('./results.js');

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];
// A batch ID stands in the request line: 10,000 characters of it may be 90,000 once encoded.
const MAX_HEADER_BYTES = 128 * 1024;
const STOP_GRACE_MS = 500;

/** @type {typeof import('./index.js').startEyesServer} */
async function startEyesServer(options = {}) {
  const { port = 0, host = LOOPBACK[0], apiKey, readApiKey, scm = false } = options;
  const { onWarning = warn } = options;
  check({ ...options, host, onWarning });
  const { onBatchCompleted, onRefused } = options;
  const onChange = () => page.changed();
  const batches = new Batches({ onChange, onWarning, onBatchCompleted, onRefused });
  const images = new Images();
  const grid = new Grid();
  const results = new Results(options.status);
  const server = http.createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (req, res) => {
    answer(req, res, {
      url: isLocal ? url : urlOf(req.headers.host),
      isLocal,
      apiKey,
      readApiKey,
      scm,
      batches,
      images,
      grid,
      results,
      page,
    });
    res.on('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
  });
  const isLocal = LOOPBACK.includes(host);
  const url = urlOf(`${nameOf(host)}:${await listen(server, port, host)}`);
  const page = new Page(url, batches, images);

  /** @type {Promise<void> | undefined} */
  let stopped;
  return {
    url,
    batches: () => batches.list(),
    refused: () => batches.refused(),
    stop: () => {
      stopped ??= stop(server, page);
      return stopped;
    },
  };
}

/** @param {import('./index.js').EyesServerOptions} options */
function check({ host, apiKey, readApiKey, scm, status, ...listeners }) {
  for (const [name, key] of Object.entries({ apiKey, readApiKey })) {
    if (key !== undefined && (typeof key !== 'string' || key === '')) {
      throw new TypeError(`${name} must be a non-empty string; leave it out to accept any key`);
    }
  }
  if (typeof host !== 'string' || host === '') throw new TypeError('host must be an address');
  if (!LOOPBACK.includes(host) && apiKey === undefined) {
    throw new TypeError(`host ${host} can be reached by others, so it needs an apiKey`);
  }
  if (scm !== undefined && typeof scm !== 'boolean') {
    throw new TypeError('scm must be true or false');
  }
  const { onWarning, onBatchCompleted, onRefused } = listeners;
  const functions = { status, onWarning, onBatchCompleted, onRefused };
  for (const [name, listener] of Object.entries(functions)) {
    if (listener !== undefined && typeof listener !== 'function') {
      throw new TypeError(`${name} must be a function`);
    }
  }
}

/** @param {string | undefined} authority */
const urlOf = (authority) => `http://${authority}`;

/** How clients call an address. @param {string} host */
function nameOf(host) {
  if (host === '0.0.0.0' || host === '::') return os.hostname();
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Prints a warning. A batch ID in it, which clients choose, must not move the cursor, or start a command of Azure
 * Pipelines; those of other CIs begin a line.
 *
 * @param {string} message
 */
function warn(message) {
  const shown = message
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')
    .replace(/##(?=(vso)?\[)/gi, '## ');
  console.error(`eyes-server: warning: ${shown}`);
}

/**
 * @param {http.Server} server
 * @param {number} port
 * @param {string} host
 * @returns {Promise<number>} the port that it listens on
 */
function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE') {
        error.message =
          `Port ${port} of ${host} is taken: stop what listens there, or choose another port` +
          ' (0 takes any free one)';
      }
      reject(error);
    });
    server.listen(port, host, () => {
      resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
    });
  });
}

/**
 * Lets answers that are under way finish (the caller may be one of them: an `onBatchCompleted`
 * that stops the server), and cuts what is still open after that.
 *
 * @param {http.Server} server
 * @param {Page} page
 * @returns {Promise<void>}
 */
function stop(server, page) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    page.stop();
  });
}

exports.startEyesServer = startEyesServer;
