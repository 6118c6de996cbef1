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

const RED = '#b3261e';

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
  const olderTitle = counted(older.length, 'older closed batch', 'es') + withProblems(older);
  const main = h(
    'main',
    {},
    batches.length === 0 && instructions(url),
    ...active.map(show),
    ...closed.slice(0, CLOSED_IN_FULL).map(show),
    older.length > 0 && fold('older', olderTitle, ...older.map(show)),
    refused.length > 0 && refusals('refused', refused),
  );
  return { ...summary(batches), main: main.children };
};

/** @param {Batch[]} batches */
function summary(batches) {
  const active = batches.filter(({ state }) => state === 'active').length;
  const all = counted(batches.length, 'batch', 'es');
  const problems = withProblems(batches);
  const state = batches.length === 0 ? 'no batch' : `${active} of ${all} active${problems}`;
  return {
    title: `${state} · Local Eyes server`,
    icon: `data:image/svg+xml,${encodeURIComponent(icon(batches, active))}`,
    status: `${all}, ${active} active${problems}`,
  };
}

/**
 * A disc, and a red dot on it where there was a problem.
 *
 * @param {Batch[]} batches
 * @param {number} active
 */
function icon(batches, active) {
  const hasProblems = batches.some((batch) => batch.hasProblems);
  let colour = '#1a7f37';
  if (batches.length === 0) colour = '#8b949e';
  else if (active > 0) colour = '#0a5ec2';
  else if (hasProblems) colour = RED;
  const dot = `<circle cx="6" cy="2" r="1.75" fill="${RED}" stroke="#fff" stroke-width="0.5"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="${colour}"/>${hasProblems ? dot : ''}</svg>`;
}

/** @param {Batch[]} batches */
function withProblems(batches) {
  const count = batches.filter(({ hasProblems }) => hasProblems).length;
  return count === 0 ? '' : `, ${count} with problems`;
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
