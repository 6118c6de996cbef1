const { checkPage } = require('local-eyes');

let attempt = 0;

describe('situation', () => {
  it('is flaky', async () => {
    attempt += 1;
    await checkPage(`attempt ${attempt}`, 'iVBORw0KGgo=');
    if (attempt === 1) throw new Error('as it should');
  });
});
