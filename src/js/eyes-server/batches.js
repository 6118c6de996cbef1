// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');
const { newBatch, publicCopy } = require('./batch.js');
const { closeDiffers, sessionsDiffer } = require('./builds.js');
const { short } = require('./refusal.js');

/** @typedef {import('./batch.js').Batch} Batch */
/** @typedef {import('./batch.js').Session} Session */
/** @typedef {import('./batch.js').Start} Start */
/** @typedef {import('./batch.js').Step} Step */
/** @typedef {import('./batch.js').Test} Test */
/** @typedef {import('./index.js').EyesServerBatch} PublicBatch */
/** @typedef {import('./index.js').EyesServerRefusal} Refused */

// Of refused requests the newest are kept, for each batch and for the rest.
const MAX_REFUSED = 100;

const CLOSED_TOO_EARLY =
  'went on after the batch was closed: it was closed too early. Close it after its last test has ended';

/** What the server remembers: batches, their tests, and which batch an ID stands for just now. */
class Batches {
  /** @type {Batch[]} */
  #all = [];
  /** @type {Map<string, Batch>} */
  #active = new Map();
  /** @type {Map<string, Session>} */
  #sessions = new Map();
  /** @type {Refused[]} */
  #refused = [];
  #listeners;

  /**
   * @param {object} listeners
   * @param {() => void} listeners.onChange
   * @param {(message: string) => void} listeners.onWarning
   * @param {(batch: PublicBatch) => void | Promise<void>} [listeners.onBatchCompleted]
   * @param {(refused: Refused) => void} [listeners.onRefused]
   */
  constructor(listeners) {
    this.#listeners = listeners;
  }

  /** @returns {PublicBatch[]} copies, oldest first */
  list() {
    return this.#all.map(publicCopy);
  }

  /** @returns {readonly Batch[]} not copies, oldest first */
  all() {
    return this.#all;
  }

  /** @returns {Refused[]} what was refused and belongs to no batch: copies, oldest first */
  refused() {
    return structuredClone(this.#refused);
  }

  /**
   * The newest batch of that ID.
   *
   * @param {string} batchId
   */
  find(batchId) {
    return this.#all.findLast((batch) => batch.batchId === batchId);
  }

  /** @param {string} id */
  session(id) {
    return this.#sessions.get(id);
  }

  /**
   * Starts a test in the active batch of that ID, or in a new one where there is none.
   *
   * @param {Start} start
   * @returns {Session}
   */
  startSession({ batchId, batchName, buildId, notify, name, app, environment }) {
    const batch = this.#active.get(batchId) ?? this.#startBatch(batchId);
    batch.name ??= batchName;
    batch.notify ||= notify;
    this.#noteBuild(batch, buildId);
    /** @type {Test} */
    const test = { name, app, state: 'running', steps: [] };
    batch.tests.push(test);
    const session = { id: randomUUID(), batch, test, environment, startedAt: Date.now() };
    this.#sessions.set(session.id, session);
    this.#listeners.onChange();
    return session;
  }

  /** @param {string} batchId */
  #startBatch(batchId) {
    const batch = newBatch(batchId);
    this.#active.set(batchId, batch);
    this.#all.push(batch);
    return batch;
  }

  /**
   * @param {Batch} batch
   * @param {string | undefined} buildId
   */
  #noteBuild(batch, buildId) {
    const { builds, warnings } = batch;
    // The third tells that there are others than the two that are named.
    if (builds.length === 3 || builds.includes(buildId)) return;
    const before = sessionsDiffer(builds);
    builds.push(buildId);
    batch.buildId ??= buildId;
    if (builds.length === 2) this.warn(batch, sessionsDiffer(builds));
    if (builds.length === 3) warnings[warnings.indexOf(before)] = sessionsDiffer(builds);
  }

  /**
   * Says a warning on the log, once for each batch, and keeps it with the batch.
   *
   * @param {Batch} batch
   * @param {string} message
   */
  warn(batch, message) {
    if (batch.warnings.includes(message)) return;
    batch.warnings.push(message);
    this.#tell('onWarning', `batch ${JSON.stringify(short(batch.batchId))}: ${message}`);
    this.#listeners.onChange();
  }

  /**
   * @param {Session} session
   * @param {Step} step
   */
  addStep(session, step) {
    this.#noteLate(session);
    session.test.steps.push(step);
    this.#listeners.onChange();
  }

  /**
   * Ends a test; what ended it first stands, so a client may ask again.
   *
   * @param {Session} session
   * @param {boolean} aborted
   */
  endSession(session, aborted) {
    if (session.endedAt !== undefined) return;
    this.#noteLate(session);
    session.endedAt = Date.now();
    session.test.state = aborted ? 'aborted' : 'passed';
    this.#listeners.onChange();
  }

  /**
   * A batch is closed too early where one of its tests goes on. What the test sends is taken all the same, so that its
   * SDK goes on, too.
   *
   * @param {Session} session
   */
  #noteLate({ batch, test }) {
    if (batch.state === 'active' || test.late) return;
    test.late = true;
    const name = JSON.stringify(short(test.name));
    this.warn(batch, `test ${name} ${CLOSED_TOO_EARLY}`);
  }

  /** @param {Session} session */
  deleteTest({ id, batch, test }) {
    this.#sessions.delete(id);
    batch.tests.splice(batch.tests.indexOf(test), 1);
    this.#listeners.onChange();
  }

  /**
   * @param {string} batchId
   * @param {object} how
   * @param {string} [how.buildId]
   * @param {string} how.by the client
   * @returns {boolean} whether there was an active batch to close
   */
  close(batchId, { buildId, by }) {
    const batch = this.#active.get(batchId);
    if (!batch) return false;
    this.#active.delete(batchId);
    batch.state = 'closed';
    batch.closedAt = new Date().toISOString();
    batch.closedBy = by;
    if (batch.buildId !== buildId) {
      this.warn(batch, closeDiffers(batch.buildId, buildId));
    }
    for (const test of batch.tests) {
      if (test.state === 'running') test.state = 'unfinished';
    }
    this.#listeners.onChange();
    this.#tell('onBatchCompleted', publicCopy(batch));
    return true;
  }

  /**
   * Tells a listener of the user's, at once. An error of its own ends no request.
   *
   * @param {'onWarning' | 'onBatchCompleted' | 'onRefused'} name
   * @param {any} what
   */
  async #tell(name, what) {
    try {
      await this.#listeners[name]?.(what);
    } catch (/** @type {any} */ error) {
      process.emitWarning(`${name} failed: ${error?.message ?? error}`);
    }
  }

  /**
   * Remembers a refused request, with its batch where it has one.
   *
   * @param {Refused} refused
   * @param {Batch} [batch]
   */
  refuse(refused, batch) {
    const list = batch?.refused ?? this.#refused;
    list.push(refused);
    this.#tell('onRefused', { ...refused });
    if (list.length > MAX_REFUSED) list.shift();
    this.#listeners.onChange();
  }

  /**
   * Forgets closed batches, and what was refused.
   *
   * @returns {Batch[]} what it has forgotten
   */
  clear() {
    this.#refused = [];
    const closed = this.#all.filter(({ state }) => state === 'closed');
    this.#all = this.#all.filter(({ state }) => state === 'active');
    for (const [id, { batch }] of this.#sessions) {
      if (batch.state === 'closed') this.#sessions.delete(id);
    }
    this.#listeners.onChange();
    return closed;
  }
}
exports.Batches = Batches;
