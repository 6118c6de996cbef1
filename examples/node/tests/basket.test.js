const { test } = require('node:test');
const { checkPage } = require('local-eyes');

test('Basket', async () => {
  await checkPage('Basket', 'iVBORw0KGgo='); // your driver's screenshot
});
