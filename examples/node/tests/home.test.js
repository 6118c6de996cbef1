const { test } = require('node:test');
const { checkPage } = require('local-eyes');

test('Home', async () => {
  await checkPage('Home', 'iVBORw0KGgo='); // your driver's screenshot
});
