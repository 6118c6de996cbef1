import globalSetup, { createGlobalSetup, type HookOptions } from 'eyes-batch-close/vitest';

const options: HookOptions = { failOnError: true, batchName: 'Nightly', shard: '2/4' };
const teardown = await globalSetup();
await teardown?.();
export default createGlobalSetup(options);

// @ts-expect-error
createGlobalSetup({ failOnErorr: true });
