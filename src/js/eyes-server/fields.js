// @ts-check
'use strict';

// Fields of JSON bodies. What is wrong with one is said with its name: SDKs show their users the status only, so the
// server's page and `refused()` are where it can be read.

const { Refusal } = require('./refusal.js');

/**
 * @param {any} value
 * @param {string} field
 */
exports.object = (value, field) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal(400, `${field} must be a JSON object`);
};

/**
 * An empty one where there is nothing.
 *
 * @param {any} value
 * @param {string} field
 */
exports.optionalObject = (value, field) => exports.object(value ?? {}, field);

/**
 * @param {any} value
 * @param {string} field
 * @returns {any[]}
 */
exports.list = (value, field) => {
  if (Array.isArray(value)) return value;
  throw new Refusal(400, `${field} must be a JSON array`);
};

/**
 * @param {unknown} value
 * @param {string} field
 */
exports.text = (value, field) => {
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal(400, `${field} must be a non-empty string`);
};

/**
 * Nothing where there is nothing. Some SDKs read environment variables as numbers where they look like one.
 *
 * @param {unknown} value
 * @param {string} field
 */
exports.optionalText = (value, field) => {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Refusal(400, `${field} must be a string`);
};

/**
 * False where there is nothing. Storybook's SDK sends what its environment says, as a text or a number.
 *
 * @param {unknown} value
 * @param {string} field
 */
exports.optionalFlag = (value, field) => {
  if (value === true || value === 'true' || value === 1) return true;
  if ([undefined, null, false, 'false', 0].some((no) => no === value)) return false;
  throw new Refusal(400, `${field} must be true or false`);
};

/**
 * A width and a height; 0 where there is nothing.
 *
 * @param {any} value
 * @param {string} field
 */
exports.optionalSize = (value, field) => {
  const { width, height } = exports.optionalObject(value, field);
  return {
    width: optionalNumber(width, `${field}.width`),
    height: optionalNumber(height, `${field}.height`),
  };
};

/**
 * @param {unknown} value
 * @param {string} field
 */
function optionalNumber(value, field) {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number') return value;
  throw new Refusal(400, `${field} must be a number`);
}
