// @ts-check
'use strict';

const { checkPage } = require('../shop.js');

test('Basket', () => checkPage('Basket'));
