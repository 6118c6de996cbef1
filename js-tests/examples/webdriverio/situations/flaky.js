import { checkPage } from 'local-eyes';

let attempt = 0;

it('is flaky', async function () {
  this.retries(1);
  attempt += 1;
  await checkPage(`attempt ${attempt}`, 'iVBORw0KGgo=');
  if (attempt === 1) throw new Error('as it should');
});
