const { checkPage } = require('local-eyes');

it('slow', async function () {
  this.timeout(60_000);
  await checkPage('slow', 'iVBORw0KGgo=');
  await new Promise((resolve) => setTimeout(resolve, 30_000));
});
