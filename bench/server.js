// @ts-check
'use strict';

// The server that the benches close batches on: it answers 200 to everything, at once. It ends when its parent does.

const http = require('node:http');

const server = http.createServer((request, response) => {
  request.resume();
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.send?.(`http://127.0.0.1:${port}`);
});
process.on('disconnect', () => process.exit());
