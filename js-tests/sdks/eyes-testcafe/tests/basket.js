// @ts-check
'use strict';

const { checkPage } = require('../shop.js');

fixture('Shop').page(`${process.env.SHOP_URL}/basket`);

test('Basket', (t) => checkPage(t, 'Basket'));
