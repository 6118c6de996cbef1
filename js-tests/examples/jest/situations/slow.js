const { checkPage } = require('local-eyes');

test('slow', async () => {
  await checkPage('slow', 'iVBORw0KGgo=');
  await new Promise((resolve) => setTimeout(resolve, 30_000));
}, 60_000);
