// @ts-check
'use strict';

const { checkPage } = require('../shop.js');

describe('Shop', () => {
  it('Home', () => checkPage('Home'));
});
