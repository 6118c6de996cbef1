// @ts-check
'use strict';

// The command as npx runs it, after npx. --quiet, as what report-cpu.js prints has to be all.

require('./report-cpu.js');

process.env.APPLITOOLS_SERVER_URL = process.env.SERVER_URL;
process.env.APPLITOOLS_API_KEY = 'key';
process.argv.push('bench', '--quiet');
require('../../src/js/cli/index.js');
