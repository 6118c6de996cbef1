const { checkPage } = require('local-eyes');

test('fails', async () => {
  await checkPage('fails', 'iVBORw0KGgo=');
  throw new Error('as it should');
});
