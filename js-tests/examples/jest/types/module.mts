import globalSetup, { createGlobalSetup, type HookOptions } from 'eyes-batch-close/jest/setup';
import globalTeardown from 'eyes-batch-close/jest/teardown';

const options: HookOptions = { failOnError: true, batchName: 'Nightly', shard: '2/4' };
export const done: Promise<void>[] = [globalSetup(), globalTeardown()];
export default createGlobalSetup(options);

// @ts-expect-error
createGlobalSetup({ failOnErorr: true });
