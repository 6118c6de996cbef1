// @ts-check
'use strict';

// A batch on the page: its facts, its tests, and the steps of each.

const { h, refusals, time } = require('./tree.js');
const { clip, counted, duration } = require('./words.js');

/**
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('./state.js').State['batches'][number]} Batch
 * @typedef {Batch['tests'][number]} Test
 * @typedef {Test['steps'][number]} Step
 */

/**
 * @param {Batch} batch
 * @param {boolean} live
 */
function article(batch, live) {
  const { key, batchId, name, state, tests, warnings, refused, hasProblems } = batch;
  const id = `batch-${key}`;
  const look = hasProblems ? `${state} problems` : state;
  return h(
    'article',
    { id, class: look, 'aria-labelledby': `${id}-name` },
    h(
      'div',
      { class: 'heading' },
      h('h2', { id: `${id}-name` }, name ? clip(name) : h('code', {}, clip(batchId))),
      h('span', { class: `pill ${look}` }, state),
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
  const parts = Object.entries(WORDS).flatMap(([state, word]) => {
    const count = tests.filter((test) => test.state === state).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return [counted(tests.length, 'test', 's'), parts.join(', ')].filter(Boolean).join(': ');
}

/** In the order in which they are counted. @type {Record<Test['state'], string>} */
const WORDS = {
  running: 'running',
  unfinished: 'never ended',
  late: 'went on after the close',
  aborted: 'aborted',
  passed: 'passed',
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
        ? h('img', { class: 'glance', src: `/images/${last.image}`, alt: '', loading: 'lazy' })
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
  const command = closeCommand(batchId);
  return h(
    'button',
    { type: 'button', 'data-copy': command },
    'Copy ',
    h('code', {}, clip(command)),
  );
}

/**
 * What a user types to close a batch.
 *
 * @param {string} batchId
 */
function closeCommand(batchId) {
  // A POSIX shell takes everything between single quotes as it stands.
  const quoted = /^[\w.@:-]+$/.test(batchId) ? batchId : `'${batchId.replaceAll("'", "'\\''")}'`;
  // A short one may be a command, or nearly one.
  const mayBeOther = batchId.startsWith('-') || /^[\w.-]{1,10}$/.test(batchId);
  return `npx eyes-batch-close ${mayBeOther ? 'close -- ' : ''}${quoted}`;
}

exports.article = article;
