// @ts-check
'use strict';

// Certificates for tests, made here: a private CA and what it signs. Neither a file that expires
// nor a program that may be missing; Node reads certificates but writes none, hence the DER.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { temporaryFolder } = require('./temporary-folder.js');

/**
 * @typedef {{ cert: string, key: string }} Identity PEM texts
 * @typedef {Identity & { name: string, privateKey: crypto.KeyObject }} Issuer
 */

const HOUR = 3_600_000;
let serial = 1;

/**
 * One DER element: a tag and what it holds.
 *
 * @param {number} tag
 * @param {...Buffer} parts
 */
function der(tag, ...parts) {
  const body = Buffer.concat(parts);
  const { length } = body;
  const short = length < 128 ? [length] : [0x81, length];
  const size = length < 256 ? short : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (/** @type {Buffer[]} */ ...parts) => der(0x30, ...parts);
const oid = (/** @type {string} */ hex) => der(0x06, Buffer.from(hex, 'hex'));
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

/** @param {string} text A common name. */
function distinguishedName(text) {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))));
}

/** @param {number} milliseconds */
function time(milliseconds) {
  const digits = new Date(milliseconds).toISOString().replace(/\.\d+|\D/g, '');
  return der(0x18, Buffer.from(`${digits}Z`));
}

/** @param {string} hex @param {Buffer} value @param {boolean} [critical] */
function extension(hex, value, critical = false) {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(hex), ...flag, der(0x04, value));
}

/**
 * Signs a certificate: by `issuer`, or by its own key.
 *
 * @param {{ name: string, hosts?: string[], issuer?: Issuer, isCa?: boolean, from?: number,
 *   to?: number }} options `from` and `to` in milliseconds from now
 * @returns {Issuer}
 */
function issue({ name, hosts = [], issuer, isCa = false, from = -HOUR, to = HOUR }) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? der(0x87, Buffer.from(host.split('.').map(Number)))
      : der(0x82, Buffer.from(host)),
  );
  const extensions = [
    extension('551d13', sequence(...(isCa ? [der(0x01, Buffer.from([0xff]))] : [])), true),
    ...(names.length > 0 ? [extension('551d11', sequence(...names))] : []),
  ];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([serial++])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer?.name ?? name),
    sequence(time(Date.now() + from), time(Date.now() + to)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = crypto.sign('sha256', body, issuer?.privateKey ?? privateKey);
  const bits = der(0x03, Buffer.from([0]), signature);
  const base64 = sequence(body, ECDSA_WITH_SHA256, bits).toString('base64');
  const lines = base64.match(/.{1,64}/g)?.join('\n');
  return {
    name,
    privateKey,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const hosts = ['localhost', '127.0.0.1'];

/** The CA that tests trust, and one that they don't. */
const ca = issue({ name: 'Private Test CA', isCa: true });
const otherCa = issue({ name: 'Other Test CA', isCa: true });

exports.ca = ca;
exports.otherCa = otherCa;

/** Server certificates by what is right or wrong with them. @type {Record<string, Identity>} */
exports.servers = {
  good: issue({ name: 'good', hosts, issuer: ca }),
  expired: issue({ name: 'expired', hosts, issuer: ca, from: -2 * HOUR, to: -HOUR }),
  notYetValid: issue({ name: 'not yet valid', hosts, issuer: ca, from: HOUR, to: 2 * HOUR }),
  wrongHost: issue({ name: 'wrong host', hosts: ['other.example'], issuer: ca }),
  selfSigned: issue({ name: 'self-signed', hosts }),
};

/** A client certificate of the CA, and one of nobody's. @type {Record<string, Identity>} */
exports.clients = {
  good: issue({ name: 'client', issuer: ca }),
  stranger: issue({ name: 'stranger', issuer: otherCa }),
};

/**
 * Writes the CA to a file, as `NODE_EXTRA_CA_CERTS` wants it, until the test ends.
 *
 * @param {import('node:test').TestContext} t
 */
function caFile(t) {
  const file = path.join(temporaryFolder(t), 'ca.pem');
  fs.writeFileSync(file, ca.cert);
  return file;
}
exports.caFile = caFile;
