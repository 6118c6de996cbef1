// @ts-check
'use strict';

/** @typedef {import('../index.js').EyesServerBatch} Batch */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** The batches as shown, oldest first, each with the data it was made from. */
const shown = /** @type {{ json: string, element: HTMLElement }[]} */ ([]);

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(string | Node)[]} children
 */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param {string} text */
function clip(text) {
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
function counted(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

/** @param {string} iso */
function time(iso) {
  return make('time', { datetime: iso }, new Date(iso).toLocaleTimeString());
}

/** @param {Batch} batch */
function batchElement({ batchId, name, state, notify, startedAt, closedAt, tests }) {
  const facts = make('p', { class: 'facts' }, 'Started ', time(startedAt));
  if (closedAt) facts.append(', closed ', time(closedAt));
  if (notify) facts.append(closedAt ? ', notification sent' : ', notification wanted');
  return make(
    'article',
    {},
    make(
      'div',
      { class: 'heading' },
      make('h2', {}, clip(name ?? batchId)),
      make('span', { class: `state ${state}` }, state),
    ),
    make('p', {}, 'Batch ID ', make('code', {}, clip(batchId))),
    facts,
    testTable(tests),
  );
}

/** @param {Batch['tests']} tests */
function testTable(tests) {
  const head = ['Test', 'App', 'Steps', 'State'].map((title) => {
    return make('th', { scope: 'col', ...(title === 'Steps' && { class: 'number' }) }, title);
  });
  const rows = tests.map(({ name, app, steps, state }) => {
    return make(
      'tr',
      {},
      make('td', {}, clip(name)),
      make('td', {}, clip(app)),
      make('td', { class: 'number' }, String(steps.length)),
      make('td', {}, state),
    );
  });
  return make(
    'table',
    {},
    make('caption', {}, counted(tests.length, 'test', 'tests')),
    make('thead', {}, make('tr', {}, ...head)),
    make('tbody', {}, ...rows),
  );
}

/**
 * Shows the newest batch first, and touches only those that changed: what is selected stays so.
 *
 * @param {Batch[]} batches
 */
function show(batches) {
  for (const { element } of shown.splice(batches.length)) element.remove();
  batches.forEach((batch, index) => {
    const json = JSON.stringify(batch);
    const before = shown[index];
    if (before?.json === json) return;
    const element = batchElement(batch);
    if (before) before.element.replaceWith(element);
    else byId('batches').prepend(element);
    shown[index] = { json, element };
  });
  byId('empty').hidden = batches.length > 0;
  const active = batches.filter(({ state }) => state === 'active').length;
  say(`Live: ${counted(batches.length, 'batch', 'batches')}, ${active} active`);
}

/** @param {string} text */
function say(text) {
  // The same words again would be read out again.
  if (byId('status').textContent !== text) byId('status').textContent = text;
}

function listen() {
  const events = new EventSource('/events');
  events.onmessage = ({ data }) => show(JSON.parse(data));
  events.onerror = () => {
    say('The server is not reachable. Trying again…');
    // A browser tries again by itself unless the answer was an error.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

byId('url').textContent = location.origin;
listen();
