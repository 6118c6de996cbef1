// @ts-check
'use strict';

// What the page shows, as plain data: the server writes it as HTML when it is asked for the page, and sends it as it is
// in each event, to which the browser changes its document.

const { article } = require('./batch-view.js');
const { fold, h, refusals } = require('./tree.js');
const { counted } = require('./words.js');

/**
 * @typedef {import('./state.js').State} State
 * @typedef {State['batches'][number]} Batch
 */

// More closed batches than that are folded.
const CLOSED_IN_FULL = 5;

/**
 * @param {State} state
 * @param {object} around
 * @param {string} around.url the server's own
 * @param {boolean} around.live whether a script runs, which the buttons need
 */
exports.view = ({ batches, refused }, { url, live }) => {
  const show = (/** @type {Batch} */ batch) => article(batch, live);
  const newestFirst = batches.toReversed();
  const active = newestFirst.filter(({ state }) => state === 'active');
  const closed = newestFirst.filter(({ state }) => state === 'closed');
  const older = closed.slice(CLOSED_IN_FULL);
  const main = h(
    'main',
    {},
    batches.length === 0 && instructions(url),
    ...active.map(show),
    ...closed.slice(0, CLOSED_IN_FULL).map(show),
    older.length > 0 &&
      fold('older', counted(older.length, 'older closed batch', 'es'), ...older.map(show)),
    refused.length > 0 && refusals('refused', refused),
  );
  return { ...summary(batches), main: main.children };
};

/** @param {Batch[]} batches */
function summary(batches) {
  const active = batches.filter(({ state }) => state === 'active').length;
  const all = counted(batches.length, 'batch', 'es');
  let colour = '#8b949e';
  if (batches.length > 0) colour = active > 0 ? '#0a5ec2' : '#1a7f37';
  const circle = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="${colour}"/></svg>`;
  return {
    title: `${batches.length === 0 ? 'no batch' : `${active} of ${all} active`} · Local Eyes server`,
    icon: `data:image/svg+xml,${encodeURIComponent(circle)}`,
    status: `${all}, ${active} active`,
  };
}

/** @param {string} url */
function instructions(url) {
  return h(
    'section',
    {},
    h(
      'p',
      {},
      'No batch yet. Run tests with these two environment variables, and watch them here:',
    ),
    h(
      'pre',
      {},
      h('code', {}, `APPLITOOLS_SERVER_URL=${url}\nAPPLITOOLS_API_KEY=`),
      h('var', {}, 'the key this server was started with, or any'),
    ),
  );
}
