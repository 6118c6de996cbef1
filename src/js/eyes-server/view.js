// @ts-check
'use strict';

// What the page shows, as plain data: the server writes it as HTML when it is asked for the page, and sends it as it is
// in each event, to which the browser changes its document.

const { clip, counted, duration, localTime } = require('./words.js');

/**
 * An element. An `id` marks one that stays itself wherever it moves to.
 * @typedef {{ tag: string, attributes: Record<string, string>, children: (Tree | string)[] }} Tree
 *
 * @typedef {import('./state.js').State} State
 * @typedef {State['batches'][number]} Batch
 * @typedef {Batch['tests'][number]} Test
 * @typedef {Test['steps'][number]} Step
 * @typedef {State['refused'][number]} Refused
 */

// More closed batches than that are folded.
const CLOSED_IN_FULL = 5;

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(Tree | string | false | undefined)[]} children
 * @returns {Tree}
 */
function h(tag, attributes, ...children) {
  const shown = /** @type {(Tree | string)[]} */ (children.filter(Boolean));
  return { tag, attributes, children: shown };
}

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

/**
 * @param {Batch} batch
 * @param {boolean} live
 */
function article(batch, live) {
  const { key, batchId, name, state, tests, warnings, refused } = batch;
  const id = `batch-${key}`;
  return h(
    'article',
    { id, class: state, 'aria-labelledby': `${id}-name` },
    h(
      'div',
      { class: 'heading' },
      h('h2', { id: `${id}-name` }, name ? clip(name) : h('code', {}, clip(batchId))),
      h('span', { class: `pill ${state}` }, state),
    ),
    name !== undefined && name !== batchId && h('p', {}, 'ID ', h('code', {}, clip(batchId))),
    h('p', { class: 'facts' }, ...facts(batch)),
    ...warnings.map((text) => h('p', { class: 'warning' }, h('strong', {}, 'Warning: '), text)),
    refused.length > 0 && refusals(`${id}-refused`, refused),
    h('p', { class: 'count' }, countedTests(tests)),
    h('ul', {}, ...tests.map((test) => h('li', {}, testDetails(test)))),
    state === 'active' && live && copyButton(batchId),
  );
}

/**
 * @param {Batch} batch
 * @returns {(Tree | string)[]} no two texts beside each other: in HTML they would be one
 */
function facts({ startedAt, closedAt, closedBy, buildId, notify }) {
  const build = buildId === undefined ? '' : `, build ${clip(buildId)}`;
  const began = ['Began ', time(startedAt)];
  if (closedAt === undefined) {
    return [...began, `, still open${build}${notify ? ', notification wanted' : ''}`];
  }
  const took = duration(Date.parse(closedAt) - Date.parse(startedAt));
  return [
    ...began,
    `, closed after ${took}, at `,
    time(closedAt, startedAt),
    `, by ${clip(closedBy ?? '')}${build}${notify ? ', notification sent' : ''}`,
  ];
}

/** @param {Test[]} tests */
function countedTests(tests) {
  const states = /** @type {Test['state'][]} */ (['running', 'unfinished', 'aborted', 'passed']);
  const parts = states.flatMap((state) => {
    const count = tests.filter((test) => test.state === state).length;
    return count === 0 ? [] : [`${count} ${WORDS[state]}`];
  });
  return [counted(tests.length, 'test', 's'), parts.join(', ')].filter(Boolean).join(': ');
}

const WORDS = {
  running: 'running',
  passed: 'passed',
  aborted: 'aborted',
  unfinished: 'never ended',
};

/** @param {Test} test */
function testDetails({ name, app, state, steps }) {
  const last = steps.findLast(({ image }) => image);
  return h(
    'details',
    {},
    h(
      'summary',
      {},
      last?.image
        ? h('img', { class: 'glance', src: `/images/${last.image}`, alt: '' })
        : h('span', { class: 'glance' }),
      h('span', { class: 'test' }, h('b', {}, clip(name)), ` ${clip(app)}`),
      h('span', { class: 'steps' }, counted(steps.length, 'step', 's')),
      h('span', { class: `pill ${state}` }, WORDS[state]),
    ),
    steps.length > 0 && h('ol', {}, ...steps.map(stepItem)),
  );
}

/**
 * @param {Step} step
 * @param {number} index
 */
function stepItem({ name, image, dropped }, index) {
  const title = clip(name) || `step ${index + 1}`;
  return h(
    'li',
    {},
    h('span', {}, title),
    image !== undefined &&
      h(
        'a',
        { class: 'picture', href: `/images/${image}`, 'data-title': title },
        h('img', { src: `/images/${image}`, alt: `Picture of ${title}`, loading: 'lazy' }),
      ),
    dropped && h('small', {}, 'picture dropped: newer ones took its room'),
  );
}

/** @param {string} batchId */
function copyButton(batchId) {
  // A POSIX shell takes everything between single quotes as it stands.
  const quoted = /^[\w.@:-]+$/.test(batchId) ? batchId : `'${batchId.replaceAll("'", "'\\''")}'`;
  const command = `npx eyes-batch-close ${quoted}`;
  return h(
    'button',
    { type: 'button', 'data-copy': command },
    'Copy ',
    h('code', {}, clip(command)),
  );
}

/**
 * @param {string} id
 * @param {Refused[]} refused
 */
function refusals(id, refused) {
  const items = refused
    .toReversed()
    .map(({ at, request, status, message, by }) =>
      h(
        'li',
        {},
        time(at),
        ` ${status} ${clip(message)}`,
        h('small', {}, h('code', {}, clip(request)), ` by ${clip(by)}`),
      ),
    );
  return fold(id, counted(refused.length, 'refused request', 's'), h('ul', {}, ...items));
}

/**
 * @param {string} id
 * @param {string} title
 * @param {Tree[]} content
 */
function fold(id, title, ...content) {
  return h('details', { id, class: 'fold' }, h('summary', {}, title), ...content);
}

/**
 * @param {string} iso
 * @param {string} [earlier] whose day need not be said again
 */
function time(iso, earlier = '') {
  const [day, clock] = localTime(iso);
  const sameDay = earlier !== '' && localTime(earlier)[0] === day;
  return h('time', { datetime: iso }, sameDay ? clock : `${day} ${clock}`);
}
