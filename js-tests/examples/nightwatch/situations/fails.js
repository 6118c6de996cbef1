const { checkPage } = require('local-eyes');

describe('situation', () => {
  it('fails', async () => {
    await checkPage('fails', 'iVBORw0KGgo=');
    throw new Error('as it should');
  });
});
