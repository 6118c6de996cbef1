// @ts-check
'use strict';

// What the page is made of, as plain data: elements, and the parts that more than one place of it shows.

const { clip, counted, localTime } = require('./words.js');

/**
 * An element. An `id` marks one that stays itself wherever it moves to.
 * @typedef {{ tag: string, attributes: Record<string, string>, children: (Tree | string)[] }} Tree
 *
 * @typedef {import('./index.js').EyesServerRefusal} Refused
 */

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

exports.h = h;
exports.fold = fold;
exports.time = time;
exports.refusals = refusals;
