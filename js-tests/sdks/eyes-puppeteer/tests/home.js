// @ts-check
'use strict';

const { checkPage } = require('../shop.js');

test('Home', () => checkPage('Home'));
