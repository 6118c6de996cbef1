// @ts-check
'use strict';

// The one error class. The core decides what an error says and builds it by this class; this file requires nothing, so
// that the core can require it.

/**
 * What the core knows of an error.
 *
 * @typedef {object} ErrorData
 * @property {string} code
 * @property {string} message
 * @property {string} [problem] The message without the name of the option that it begins with.
 * @property {string} [hint]
 * @property {string} [option]
 * @property {string} [batchId]
 * @property {number} [status]
 * @property {{ code?: string, message: string }} [cause] What the system said, redacted.
 * @property {unknown} [reason] Of `ABORTED`: the reason of the caller's signal.
 * @property {BatchCloseError[]} [errors] Of several batches, one each.
 */

/** Why batches were not closed. See index.d.ts for what each field says. */
class BatchCloseError extends Error {
  /**
   * @param {ErrorData} data
   * @param {import('./index.js').CloseReport} [report] Left out for a wrong setting.
   */
  constructor(data, report = { results: [], closed: [], failed: [] }) {
    const { message, problem, cause, reason, errors, ...fields } = data;
    super(message);
    Object.assign(this, fields);
    // The stack at this place is that of the wasm; `close()` gives the error that it throws another one.
    defineHidden(this, 'stack', `${this.name}: ${message}`);
    // Not enumerable, as each repeats what the message and the fields above say.
    if (cause) defineHidden(this, 'cause', systemError(cause));
    if (fields.code === 'ABORTED') defineHidden(this, 'cause', reason);
    if (problem !== undefined) defineHidden(this, 'problem', problem);
    if (errors) defineHidden(this, 'errors', errors);
    defineHidden(this, 'report', report);
  }

  /** For logs: what JSON leaves out of an Error. What this error or one of `errors` says is not said again in `report`. */
  toJSON() {
    const { message, errors, report, ...fields } = /** @type {any} */ (this);
    const said = new Set([this, ...(errors ?? [])].map((error) => error.message));
    const results = report.results.map((/** @type {any} */ { error, ...result }) =>
      error && !said.has(error.message) ? { ...result, error } : result,
    );
    const isEmpty = Object.values(report).every((part) => part?.length === 0);
    return {
      message,
      ...fields,
      ...(errors && { errors }),
      ...(!isEmpty && { report: { ...report, results } }),
    };
  }
}
Object.defineProperty(BatchCloseError.prototype, 'name', { value: 'BatchCloseError' });
exports.BatchCloseError = BatchCloseError;

/**
 * A new error in place of the runtime's own, which holds URLs and header values.
 *
 * @param {{ code?: string, message: string }} cause
 */
function systemError({ code, message }) {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return code === undefined ? error : Object.assign(error, { code });
}

/** @param {object} target @param {string} name @param {unknown} value */
function defineHidden(target, name, value) {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
