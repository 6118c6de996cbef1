// @ts-check
'use strict';

/** @typedef {import('./tree.js').Tree} Tree */

const VOID = new Set(['img']);

/** @type {Record<string, string>} */
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** @param {string} text */
function escapeText(text) {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
}
exports.escapeText = escapeText;

/**
 * @param {(Tree | string)[]} nodes
 * @returns {string} HTML without any white space of its own, as the browser's script would make it
 */
function toHtml(nodes) {
  return nodes
    .map((node) => (typeof node === 'string' ? escapeText(node) : element(node)))
    .join('');
}
exports.toHtml = toHtml;

/** @param {Tree} tree */
function element({ tag, attributes, children }) {
  const given = Object.entries(attributes).map(
    ([name, value]) => ` ${name}="${escapeText(value)}"`,
  );
  const start = `<${tag}${given.join('')}>`;
  return VOID.has(tag) ? start : `${start}${toHtml(children)}</${tag}>`;
}
