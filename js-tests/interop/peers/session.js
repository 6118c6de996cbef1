// @ts-check
'use strict';

// A test run of one test with the SDK, as its users write it: `node session.js NAME`, the rest is
// in the environment.

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
  await eyes.check('Footer', Target.image(image));
  await eyes.close(false);
  const summary = await runner.getAllTestResults(false);
  const [result] = summary.getAllResults().map((container) => container.getTestResults());
  console.log(`${result?.getStatus()}, ${result?.getSteps()} steps`);
}

main();
