const { checkPage } = require('local-eyes');
const { screenshotOf } = require('../browser.js');

test('Basket', async () => {
  await checkPage('Basket', await screenshotOf('data:text/html,<h1>Basket</h1>'));
}, 60_000);
