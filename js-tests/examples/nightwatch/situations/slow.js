const { setTimeout: delay } = require('node:timers/promises');
const { checkPage } = require('local-eyes');

describe('situation', () => {
  it('is slow', async () => {
    await checkPage('slow', 'iVBORw0KGgo=');
    await delay(20_000);
  });
});
