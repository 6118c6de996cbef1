// @ts-check
'use strict';

// A run of one test with an image of its own: `node session.js NAME`.

const { ClassicRunner, Eyes, Target } = require('@applitools/eyes-images');

const image = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function main() {
  const runner = new ClassicRunner();
  const eyes = new Eyes(runner);
  await eyes.open('Shop', process.argv[2]);
  await eyes.check('Whole page', Target.image(image));
  await eyes.close();
  await runner.getAllTestResults();
}

main();
