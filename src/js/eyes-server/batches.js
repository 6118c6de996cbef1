// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');

/** @typedef {import('./index.js').EyesServerBatch} Batch */
/** @typedef {import('./index.js').EyesServerTest} Test */

/**
 * One run of one test in one batch.
 *
 * @typedef {object} Session
 * @property {string} id
 * @property {string} serverBatchId the server's own ID of the batch, new for each batch
 * @property {Batch} batch
 * @property {Test} test
 * @property {number} startedAt
 * @property {number} [endedAt]
 */

/** What the server remembers: batches, their tests, and which batch an ID stands for just now. */
class Batches {
  /** @type {Batch[]} */
  #all = [];
  /** @type {Map<string, { serverBatchId: string, batch: Batch }>} */
  #active = new Map();
  /** @type {Map<string, Session>} */
  #sessions = new Map();
  #onChange;
  #onBatchCompleted;

  /**
   * @param {object} listeners
   * @param {() => void} listeners.onChange
   * @param {(batch: Batch) => void | Promise<void>} [listeners.onBatchCompleted]
   */
  constructor({ onChange, onBatchCompleted }) {
    this.#onChange = onChange;
    this.#onBatchCompleted = onBatchCompleted;
  }

  /** @returns {Batch[]} copies, oldest first */
  list() {
    return structuredClone(this.#all);
  }

  /** @param {string} batchId */
  has(batchId) {
    return this.#all.some((batch) => batch.batchId === batchId);
  }

  /** @param {string} id */
  session(id) {
    return this.#sessions.get(id);
  }

  /**
   * Starts a test in the active batch of that ID, or in a new one where there is none.
   *
   * @param {object} start
   * @param {string} start.batchId
   * @param {string} [start.batchName]
   * @param {boolean} start.notify
   * @param {string} start.name
   * @param {string} start.app
   * @returns {Session}
   */
  startSession({ batchId, batchName, notify, name, app }) {
    const { serverBatchId, batch } = this.#active.get(batchId) ?? this.#startBatch(batchId);
    batch.name ??= batchName;
    batch.notify ||= notify;
    /** @type {Test} */
    const test = { name, app, state: 'running', steps: [] };
    batch.tests.push(test);
    const session = { id: randomUUID(), serverBatchId, batch, test, startedAt: Date.now() };
    this.#sessions.set(session.id, session);
    this.#onChange();
    return session;
  }

  /** @param {string} batchId */
  #startBatch(batchId) {
    /** @type {Batch} */
    const batch = {
      batchId,
      name: undefined,
      state: 'active',
      notify: false,
      startedAt: new Date().toISOString(),
      closedAt: undefined,
      tests: [],
    };
    const entry = { serverBatchId: randomUUID(), batch };
    this.#active.set(batchId, entry);
    this.#all.push(batch);
    return entry;
  }

  /**
   * @param {Session} session
   * @param {string} step
   */
  addStep(session, step) {
    session.test.steps.push(step);
    this.#onChange();
  }

  /**
   * Ends a test; what ended it first stands, so a client may ask again.
   *
   * @param {Session} session
   * @param {boolean} aborted
   */
  endSession(session, aborted) {
    if (session.endedAt !== undefined) return;
    session.endedAt = Date.now();
    session.test.state = aborted ? 'aborted' : 'passed';
    this.#onChange();
  }

  /** @param {Session} session */
  deleteTest({ id, batch, test }) {
    this.#sessions.delete(id);
    batch.tests.splice(batch.tests.indexOf(test), 1);
    this.#onChange();
  }

  /**
   * @param {string} batchId
   * @returns {boolean} whether there was an active batch to close
   */
  close(batchId) {
    const batch = this.#active.get(batchId)?.batch;
    if (!batch) return false;
    this.#active.delete(batchId);
    batch.state = 'closed';
    batch.closedAt = new Date().toISOString();
    this.#onChange();
    this.#complete(structuredClone(batch)).catch((error) => {
      process.emitWarning(`onBatchCompleted failed: ${error?.message ?? error}`);
    });
    return true;
  }

  /** @param {Batch} batch */
  async #complete(batch) {
    await this.#onBatchCompleted?.(batch);
  }
}

exports.Batches = Batches;
