// @ts-check
'use strict';

// The peers, for tests that stand outside this folder: inside it `eyes-batch-close` is not found.

exports.sdk = require('@applitools/eyes-images');
exports.chromium = require('playwright-core').chromium;
