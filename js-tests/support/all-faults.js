// @ts-check
'use strict';

// Every fault that a server can show, and the closings that meet them all.

const faults = require('./fault-server.js');

const { answer, breakOff, echo, redirect } = faults;
const ECHOED = [200, 202, 204, 301, 302, 303, 307, 308, 400, 401, 403, 404, 407, 409, 410, 429];

/**
 * The faults by the ID of the batch that meets each.
 *
 * @param {string} other the URL of another server
 * @returns {Record<string, faults.Step | faults.Step[]>}
 */
exports.allFaults = (other) => ({
  ...Object.fromEntries(
    [...ECHOED, 500, 502, 503, 504, 520, 599].map((status) => [`echo-${status}`, echo(status)]),
  ),
  'redirected-302': redirect(302, `${other}/login`),
  'redirected-307': redirect(307, `${other}/login`),
  accepted: faults.accepted(`${other}/status`),
  '/status': [faults.accepted(`${other}/status`), echo(400)],
  page: faults.page(),
  hang: faults.hang,
  reset: faults.reset,
  'hang-up': faults.hangUp,
  garbage: faults.garbage,
  'big-header': faults.bigHeader,
  'stall-200': faults.stall(200),
  'stall-500': faults.stall(500),
  'flood-500': faults.flood(500),
  'broken-200': breakOff(200, 'reset'),
  'broken-500': breakOff(500, 'end'),
  retry: [answer(503, { 'retry-after': '0' }), echo(500)],
  unretried: answer(503, { 'x-applitools-dont-retry': 'true' }),
});

/**
 * The options of several closings: each batch by itself, all together, and all with too little
 * time.
 *
 * @param {string[]} batchIds
 * @param {object} options
 */
exports.oneByOneAndTogether = (batchIds, options) => {
  const common = { timeout: 1000, retries: 1, concurrency: 32, ...options };
  return [
    ...batchIds.map((batchId) => ({ ...common, batchIds: [batchId] })),
    { ...common, batchIds },
    { ...common, batchIds, totalTimeout: 100 },
  ];
};
