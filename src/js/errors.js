// @ts-check
'use strict';

// The one error class. What an error says is decided in Rust; here it becomes an Error.

/** @returns {import('./index.js').CloseReport} */
const emptyReport = () => ({ results: [], closed: [], failed: [] });
exports.emptyReport = emptyReport;

/** Why batches were not closed. See index.d.ts for what each field says. */
class BatchCloseError extends Error {
  /**
   * @param {any} data what the core said
   * @param {import('./index.js').CloseReport} [report] empty for a configuration error
   */
  constructor({ message, cause, errors, reason, ...fields }, report = emptyReport()) {
    super(message);
    Object.assign(this, fields);
    if (cause) hide(this, 'cause', systemError(cause));
    if (fields.code === 'ABORTED') hide(this, 'cause', reason);
    if (errors) {
      const each = errors.map((/** @type {any} */ error) => new BatchCloseError(error));
      hide(this, 'errors', each);
    }
    // It holds this error's like again: printed, it would say everything twice.
    hide(this, 'report', report);
  }

  /** For logs: JSON leaves out what an Error has by itself. */
  toJSON() {
    const { message, ...fields } = this;
    return { message, ...fields };
  }
}
Object.defineProperty(BatchCloseError.prototype, 'name', { value: 'BatchCloseError' });
exports.BatchCloseError = BatchCloseError;

/**
 * The public form of a result.
 *
 * @param {any} result
 * @returns {import('./index.js').BatchResult}
 */
function toResult(result) {
  if (result.error) result.error = new BatchCloseError(result.error);
  return result;
}
exports.toResult = toResult;

/** @param {{ code?: string, message: string }} cause */
function systemError({ code, message }) {
  const error = new Error(message);
  error.stack = `Error: ${message}`; // where the core found it says nothing to anybody
  return code === undefined ? error : Object.assign(error, { code });
}

/** @param {object} target @param {string} name @param {unknown} value */
function hide(target, name, value) {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
