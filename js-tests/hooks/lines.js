// @ts-check
'use strict';

// What the hooks say of the batch nightly, which APPLITOOLS_BATCH_ID names.

const FROM_OUTSIDE = 'eyes-batch-close: batch nightly, from APPLITOOLS_BATCH_ID';

exports.CLOSES = `${FROM_OUTSIDE}; this run closes it after the last test`;
exports.LAST_SHARD_CLOSES = `${FROM_OUTSIDE}; the last shard closes it`;

/** @param {string} why */
exports.leftOpen = (why) => `${FROM_OUTSIDE}; left open${why}`;

/** A reporter that prints dots leaves its line open: what is said after the tests begins on a line of its own. */
exports.OWN_LINE = '';

exports.CLOSED = 'eyes-batch-close: closed batch nightly in N ms';

exports.MISSING =
  'eyes-batch-close: the server has no active batch nightly: no Eyes test ran, or the tests set an ID of their own, ' +
  'or closed the batch themselves, or another job did';
