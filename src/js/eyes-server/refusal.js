// @ts-check
'use strict';

/** @typedef {import('./batch.js').Batch} Batch */

/** Ends a request with a status and a message for whoever reads the answer. */
class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {Batch} [batch] that it was about
   */
  constructor(status, message, batch) {
    super(message);
    this.status = status;
    this.batch = batch;
  }
}

/**
 * What a message shows of a text that the client chose.
 *
 * @param {string} text
 */
function short(text) {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

exports.Refusal = Refusal;
exports.short = short;
