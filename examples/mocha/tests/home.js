const { checkPage } = require('local-eyes');
const { screenshotOf } = require('../browser.js');

it('Home', async () => {
  await checkPage('Home', await screenshotOf('data:text/html,<h1>Home</h1>'));
});
