// @ts-check
'use strict';

// Texts of the page.

/** @param {string} text */
function clip(text) {
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}
exports.clip = clip;

/**
 * @param {number} count
 * @param {string} noun
 * @param {string} plural what it adds for many
 */
function counted(count, noun, plural) {
  return `${count} ${noun}${count === 1 ? '' : plural}`;
}
exports.counted = counted;

/**
 * @param {string} iso
 * @returns {string[]} the day and the time of day
 */
function localTime(iso) {
  // The same digits whatever language the machine speaks.
  const date = new Date(iso);
  date.setMinutes(date.getMinutes() - date.getTimezoneOffset());
  return date.toISOString().slice(0, 19).split('T');
}
exports.localTime = localTime;

/** @param {number} ms */
function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
exports.duration = duration;
