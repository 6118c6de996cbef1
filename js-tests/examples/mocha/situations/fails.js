const { checkPage } = require('local-eyes');

it('fails', async () => {
  await checkPage('fails', 'iVBORw0KGgo=');
  throw new Error('as it should');
});
