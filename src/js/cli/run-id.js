// @ts-check
'use strict';

// The batch ID of a run, as `id` and `env` print it, and what is to be said of it.

const core = require('../../../pkg/eyes_batch_close.js');
const { numericId } = require('../lines.js');
const { readOptions } = require('./arguments.js');
const { SettingError } = require('./errors.js');
const { print } = require('./output/print.js');
const { withoutKey } = require('./secrets.js');

/**
 * @param {import('./arguments.js').Values} values
 * @returns {Promise<string>}
 */
async function resolveRunId(values) {
  if (values.store !== undefined && values.run === undefined) {
    throw new SettingError('--store keeps the IDs of runs by their names: give --run NAME, too');
  }
  const found = await core.runId({ ...readOptions(values), run: values.run });
  const origin = originOf(found, values.run);
  if (values.explain) print('note', `${found.id}: ${origin}`);
  if (found.isUnshared) {
    const problem = `no other job has this ID: ${origin}`;
    print('warning', `warning: ${problem}. Set APPLITOOLS_BATCH_ID to the same in all jobs.`);
  }
  if (found.looksNumeric) print('warning', `warning: ${numericId(found.id)}`);
  return found.id;
}
exports.resolveRunId = resolveRunId;

/** @param {import('../../../pkg/eyes_batch_close.js').RunId} found @param {unknown} run */
function originOf({ source, provider, reason }, run) {
  switch (source) {
    case 'environment':
      return 'from APPLITOOLS_BATCH_ID';
    case 'store':
      return `the same for all callers of the run ${withoutKey(`${run}`)}`;
    case 'ci':
      return `the same in all jobs of this CI run, of ${provider}`;
    case 'generated':
      return `made by this call, as ${reason}`;
  }
}
