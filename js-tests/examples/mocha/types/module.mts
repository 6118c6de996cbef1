import {
  createGlobalFixtures,
  mochaGlobalSetup,
  type GlobalFixtures,
} from 'eyes-batch-close/mocha';

export const fixtures: GlobalFixtures = createGlobalFixtures({ failOnError: true });
await mochaGlobalSetup();

// @ts-expect-error
createGlobalFixtures({ failOnErorr: true });
