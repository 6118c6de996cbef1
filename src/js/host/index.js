// @ts-check
'use strict';

// What the core needs of the world beyond fetch and timers. Few calls need any of it, so each part loads what it needs
// when it is first called.

/** @param {import('./transport.js').Options} options */
exports.openTransport = async (options) => require('./transport.js').openTransport(options);

/** @param {import('./stores/index.js').Place} place */
exports.openStore = (place) => require('./stores/index.js').openStore(place);

/** @returns {string} */
exports.hostName = () => require('node:os').hostname();

/** @param {string} text */
exports.warn = (text) => globalThis.process?.emitWarning(text);
