// @ts-check
'use strict';

// What came of a batch, as the documented API of the dashboard tells it: counts, links, and each test.

const { Refusal, short } = require('./refusal.js');

/**
 * @typedef {import('./batch.js').Batch} Batch
 * @typedef {import('./batch.js').Test} Test
 * @typedef {import('./index.js').EyesServerTestStatus} Status
 * @typedef {import('./endpoints.js').Endpoint} Endpoint
 * @typedef {import('./endpoints.js').Handler} Handler
 */

/** @type {readonly Status[]} */
const STATUSES = ['passed', 'failed', 'unresolved', 'new', 'aborted', 'empty'];

/** What came of each test. A server that compares nothing knows no more than whether it saw the test before. */
class Results {
  #status;
  /** @type {Set<string>} */
  #seen = new Set();
  /** @type {WeakSet<Test>} */
  #new = new WeakSet();
  /** @type {WeakMap<Test, import('./batch.js').Environment>} */
  #environments = new WeakMap();

  /** @param {import('./index.js').EyesServerOptions['status']} status */
  constructor(status) {
    this.#status = status;
  }

  /** A test has begun. @param {import('./batch.js').Session} session */
  add({ test, environment }) {
    const name = JSON.stringify([test.app, test.name, environment]);
    if (!this.#seen.has(name)) this.#new.add(test);
    this.#seen.add(name);
    this.#environments.set(test, environment);
  }

  /** What came of a test; nothing while it runs. @param {Test} test @returns {Status | undefined} */
  #statusOf(test) {
    if (test.state === 'running') return undefined;
    const steps = test.steps.map(({ name }) => name);
    const status = this.#status?.({ ...test, steps });
    if (status !== undefined && !STATUSES.includes(status)) {
      throw new TypeError(`status() must return one of ${STATUSES.join(', ')}, not ${status}`);
    }
    if (status !== undefined) return status;
    if (test.state !== 'passed') return 'aborted';
    if (steps.length === 0) return 'empty';
    return this.#new.has(test) ? 'new' : 'passed';
  }

  /** @param {Batch} batch @param {string} url the page's @param {boolean} withTests */
  of({ key, tests }, url, withTests) {
    const batchUrl = `${url}/#batch-${key}`;
    const told = tests.flatMap((test) => {
      const status = this.#statusOf(test);
      if (status === undefined) return [];
      const { size, app, os } = this.#environments.get(test) ?? {
        size: undefined,
        app: '',
        os: '',
      };
      const viewport = size?.width ? `${size.width}x${size.height}` : '';
      return [
        {
          name: test.name,
          status: `${status[0].toUpperCase()}${status.slice(1)}`,
          env: { browser: app, os, viewport },
          sessionUrl: batchUrl,
        },
      ];
    });
    const count = (/** @type {Status} */ status) =>
      told.filter((test) => test.status.toLowerCase() === status).length;
    const statistics = Object.fromEntries(STATUSES.map((status) => [status, count(status)]));
    return {
      statistics: { ...statistics, total: told.length },
      batchUrl,
      ...(withTests && { tests: told }),
    };
  }
}
exports.Results = Results;

/** @type {Handler} */
function batchResults({ ids: [id], query, url, batches, results }) {
  // Either of its IDs: the one that tests share, or the server's own.
  const batch = batches.find(id) ?? batches.all().find(({ key }) => key === id);
  if (!batch) throw new Refusal(404, `There is no batch "${short(id)}"`);
  return results.of(batch, url, query.get('statsOnly') !== 'true');
}

/** @type {Handler} */
function validateKey({ mayRead }) {
  return { permissions: mayRead ? ['read', 'write', 'execute', 'merge'] : ['execute'] };
}

/** @type {Endpoint[]} */
exports.RESULTS_ENDPOINTS = [
  { method: 'GET', path: /^\/api\/v1\/batches\/([^/]+)$/, handle: batchResults, isReading: true },
  { method: 'GET', path: /^\/api\/v1\/auth\/api-key-validation$/, handle: validateKey },
];
