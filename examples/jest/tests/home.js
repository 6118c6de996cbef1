const { checkPage } = require('local-eyes');
const { screenshotOf } = require('../browser.js');

test('Home', async () => {
  await checkPage('Home', await screenshotOf('data:text/html,<h1>Home</h1>'));
}, 60_000);
