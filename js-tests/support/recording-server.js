// @ts-check
'use strict';

const http = require('node:http');
const https = require('node:https');
const { listen } = require('./listen.js');

/**
 * A server that closes every batch and remembers what it was asked: over TLS with a certificate.
 *
 * @param {import('./listen.js').Lifetime} t
 * @param {https.ServerOptions} [tls]
 */
async function startRecordingServer(t, tls) {
  /** @type {{ url: string, headers: http.IncomingHttpHeaders, peer: string | undefined }[]} */
  const seen = [];
  /** @type {http.RequestListener} */
  const answer = (request, response) => {
    const { url = '', headers } = request;
    seen.push({ url, headers, peer: peerOf(request) });
    response.end();
  };
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  const port = await listen(t, server);
  return { url: `${tls ? 'https' : 'http'}://localhost:${port}`, port, seen };
}
exports.startRecordingServer = startRecordingServer;

/**
 * The name in the client certificate of a request.
 *
 * @param {http.IncomingMessage} request
 * @returns {string | undefined}
 */
function peerOf({ socket }) {
  return /** @type {any} */ (socket).getPeerCertificate?.().subject?.CN;
}
exports.peerOf = peerOf;
