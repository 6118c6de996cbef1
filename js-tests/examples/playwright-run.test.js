// @ts-check
'use strict';

// eyes-batch-close run around Playwright, with the hook in its config and without.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertClosedOnce, startEyes } = require('./eyes.js');
const { at, installExample, needBrowser } = require('./project.js');

before(needBrowser);

describe('run around Playwright', () => {
  /** @type {ReturnType<typeof installExample>} */
  let project;
  /** @type {string} */
  let spec;
  before(() => {
    project = installExample('playwright');
    spec = project.write(
      'two.spec.mjs',
      `import { test } from '@playwright/test';
      import { checkPage } from 'local-eyes';
      for (const name of ['Home', 'Basket']) test(name, () => checkPage(name, 'iVBORw0KGgo='));\n`,
    );
  });
  after(() => project.remove());

  for (const [name, hook] of [
    ['with', "globalSetup: 'eyes-batch-close/playwright',"],
    ['without', ''],
  ]) {
    test(`${name} the hook in its config, the batch is closed once, after it`, async (t) => {
      const config = project.write(
        'config.mjs',
        `export default { ${hook} testDir: '.', testMatch: '${spec}', fullyParallel: true, workers: 2 };\n`,
      );
      const eyes = await startEyes(t);
      const args = ['run', '--', 'playwright', 'test', '--config', config];
      const { status, output } = await project.run('eyes-batch-close', args, at(eyes));
      assert.equal(status, 0, output);
      assertClosedOnce(eyes, ['Basket', 'Home'], output);
      assert.equal(output.match(/closed batch/g)?.length, 1, output);
    });
  }
});
