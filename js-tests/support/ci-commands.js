// @ts-check
'use strict';

// Texts that a CI, a terminal or a page would take for a command, and what finds them in an output.

const assert = require('node:assert/strict');

/** What somebody else may say: in a body, in an ID, in a store. */
exports.COMMANDS = [
  '::error::owned',
  '::set-env name=PATH::owned',
  'x\n::warning::owned',
  'x\r\n::add-mask::owned',
  '##vso[task.setvariable variable=PATH]owned',
  'x ##vso[task.complete result=Failed;]owned',
  '##VSO[task.debug]owned',
  '##[error]owned',
  'x###[command]owned',
  '\u001b[2Jowned\u001b]0;title\u0007',
  'x\u0085::error::owned',
  'x\u2028::error::owned',
  '\u202eowned\u2066\u2069',
  'ow\u200bn\u200ded\ufeff\u00ad',
];

/**
 * Asserts that no line of an output is a command, and that nothing in it is invisible or moves a cursor.
 *
 * @param {string} output @param {RegExp} [allowed] Commands of our own.
 */
exports.assertHarmless = (
  output,
  allowed = /^::(error|warning) title=eyes-batch-close::[^\r]*$/,
) => {
  for (const line of output.split(/\r\n|[\n\r\u0085\u2028\u2029]/)) {
    if (!allowed.test(line)) assert.doesNotMatch(line, /^\s*::/, 'a command of GitHub Actions');
    assert.doesNotMatch(line, /##(vso)?\[/i, 'a command of Azure Pipelines');
  }
  assert.doesNotMatch(output, /(?!\n)\p{Cc}/u, 'a control character');
  assert.doesNotMatch(output, /[\p{Cf}\p{Zl}\p{Zp}]/u, 'an invisible character');
};
