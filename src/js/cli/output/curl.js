// @ts-check
'use strict';

/**
 * A request as a line for a POSIX shell.
 *
 * @param {import('../../../../pkg/eyes_batch_close.js').RequestPreview} request
 */
exports.curlLine = ({ method, url, headers, proxy }) => {
  const words = ['curl', '-X', method, quote(url)];
  for (const [name, value] of Object.entries(headers)) words.push('-H', quote(`${name}: ${value}`));
  if (proxy !== undefined) words.push('--proxy', quote(proxy));
  return words.join(' ');
};

/** @param {string} word */
function quote(word) {
  return `'${word.split("'").join("'\\''")}'`;
}
