// @ts-check
'use strict';

// Variables as lines that set them, quoted for whoever reads them.

const { SettingError } = require('../errors.js');

/**
 * @typedef {object} Format
 * @property {(name: string, value: string) => string} line
 * @property {RegExp} [refused] What it can't carry, beside control characters.
 * @property {string} [says] The same for people.
 */

/** @type {Record<string, Format>} */
const FORMATS = {
  sh: { line: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'` },
  // PowerShell takes curly quotation marks for straight ones.
  powershell: {
    line: (name, value) => `$env:${name} = '${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`,
  },
  // A percent sign means one thing on the command line and another in a batch file.
  cmd: { line: (name, value) => `set "${name}=${value}"`, refused: /["%!]/, says: '" % or !' },
  // GitHub and GitLab read a value as it is, others take these for quotation marks, comments or variables.
  dotenv: {
    line: (name, value) => `${name}=${value}`,
    refused: /^["'`]|[#$]/,
    says: '# or $, or a quotation mark at its beginning',
  },
};
exports.FORMATS = FORMATS;

/**
 * Throws a SettingError where the format has no way to write the value.
 *
 * @param {string} format @param {string} name @param {string} value
 */
exports.lineOf = (format, name, value) => {
  const { line, refused, says } = FORMATS[format];
  const what = /\p{Cc}/u.test(value) ? 'a control character' : refused?.test(value) && says;
  if (what) {
    throw new SettingError(`${name} has ${what}, which --format ${format} can't carry`);
  }
  return line(name, value);
};
