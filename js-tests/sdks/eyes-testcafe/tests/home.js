// @ts-check
'use strict';

const { checkPage } = require('../shop.js');

fixture('Shop').page(`${process.env.SHOP_URL}/home`);

test('Home', (t) => checkPage(t, 'Home'));
