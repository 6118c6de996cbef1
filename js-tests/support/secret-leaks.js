// @ts-check
'use strict';

// Secrets that are easy to find again, in whatever form, and in parts too.

/** A part is searched for from every third character on, so that none of ten can hide. */
const PART = 8;
const STEP = 3;

/** An API key, and what is in a URL or header when it is. */
exports.KEY = 'Xq7Lm2Vt9/Zc4+Rn8=Wd3%Hk6&Pb5~Jy1';

/** A proxy's credentials. */
exports.USERNAME = 'us er@corp';
exports.PASSWORD = 'Gw8 Yt5:Jf2@Uc9/Sx4=?Bv3%Mn7';

/**
 * Every form of a secret: as it is, percent-encoded by several rules, in Base64.
 *
 * @param {string} secret
 */
function forms(secret) {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURI(secret),
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    ...[0, 1, 2].map((from) => bytes.subarray(from).toString('base64').replace(/.?=*$/, '')),
  ];
}

/**
 * The lines that hold a part of a secret, in whatever case; the first few of them.
 *
 * @param {string[]} secrets
 * @param {string} text
 */
function leaks(secrets, text) {
  const parts = new Set();
  for (const form of secrets.flatMap(forms).map((form) => form.toLowerCase())) {
    for (let from = 0; from + PART <= form.length; from += STEP)
      parts.add(form.slice(from, from + PART));
  }
  // Most lines are printed many times.
  const lines = [...new Set(text.split('\n'))];
  const all = lines.join('\n').toLowerCase();
  const found = [...parts].filter((part) => all.includes(part));
  const leaking = lines.filter((line) => found.some((part) => line.toLowerCase().includes(part)));
  return leaking.slice(0, 5);
}
exports.leaks = leaks;

/**
 * The login as `Basic` authentication has it.
 *
 * @param {string} username
 * @param {string} password
 */
exports.basicToken = (username, password) =>
  Buffer.from(`${username}:${password}`).toString('base64');
