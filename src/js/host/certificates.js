// @ts-check
'use strict';

// The options `ca`, `cert` and `key`, made usable or refused by name: of a CA, Node's tls takes what it can read and
// says nothing about the rest.

const crypto = require('node:crypto');
const fs = require('node:fs');
const tls = require('node:tls');

/**
 * @typedef {string | Uint8Array | readonly (string | Uint8Array)[]} Pem
 * @typedef {{ ca?: Pem, cert?: Pem, key?: Pem }} Identity Whom to trust, and who to be.
 */

/**
 * The TLS settings towards the server, and towards a proxy, which gets no client certificate.
 *
 * @param {Identity} identity
 */
function secureContexts(identity) {
  const ca = checked('ca', identity.ca, (pem) => withDefaults(certificates(pem)));
  const cert = checked('cert', identity.cert, (pem) => certificates(pem).join('\n'));
  const key = checked('key', identity.key, (pem) => privateKey(pem, cert));
  const toServer = checked('cert', { ca, cert, key }, tls.createSecureContext);
  return { toServer, toProxy: cert ? tls.createSecureContext({ ca }) : toServer };
}
exports.secureContexts = secureContexts;

/**
 * In tls a CA replaces those that are trusted by default, unless they are given with it.
 *
 * @param {string[]} ca
 */
function withDefaults(ca) {
  const { getCACertificates } = /** @type {any} */ (tls);
  if (getCACertificates) return [...getCACertificates('default'), ...ca];
  // Before Node 22.15 nothing tells what NODE_EXTRA_CA_CERTS added.
  const file = process.env.NODE_EXTRA_CA_CERTS;
  const extra = file && fs.existsSync(file) ? [fs.readFileSync(file, 'utf8')] : [];
  return [...tls.rootCertificates, ...extra, ...ca];
}

/** @param {Pem} pem */
function certificates(pem) {
  const found = text(pem).match(/-----BEGIN [^-]*CERTIFICATE-----[^-]*-----END [^-]*-----/g);
  if (!found) throw new Error('there is no PEM certificate in it');
  for (const certificate of found) new crypto.X509Certificate(certificate);
  return found;
}

/** @param {Pem} pem @param {string | undefined} cert */
function privateKey(pem, cert) {
  const key = crypto.createPrivateKey(text(pem));
  if (new crypto.X509Certificate(String(cert)).checkPrivateKey(key)) return text(pem);
  throw new Error('it does not belong to cert');
}

/** @param {Pem} pem */
function text(pem) {
  return [pem]
    .flat()
    .map((part) => Buffer.from(part).toString())
    .join('\n');
}

/**
 * What `read` makes of an option; if it throws, an error that names the option.
 *
 * @template Input, Output
 * @param {'ca' | 'cert' | 'key'} option
 * @param {Input | undefined} given
 * @param {(given: Input) => Output} read
 */
function checked(option, given, read) {
  if (given === undefined) return undefined;
  try {
    return read(given);
  } catch (cause) {
    throw Object.assign(new Error(`the option ${option} cannot be used`, { cause }), { option });
  }
}
