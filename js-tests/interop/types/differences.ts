// The few lines that compile with the SDK's BatchClose and not with ours, each for a reason.

import { BatchClose, closeBatch } from 'eyes-batch-close';

const settings = { batchIds: ['nightly-1'], serverUrl: 'https://eyes.example', apiKey: 'key' };

// Ours tells what became of the batches: where nothing may be told, `await` it.
// @ts-expect-error
export const nothing: Promise<void> = new BatchClose(settings).close();
// @ts-expect-error
export const teardown = async (): Promise<void> => closeBatch(settings);
export class SilentBatchClose extends BatchClose {
  // @ts-expect-error
  override async close(): Promise<void> {
    await super.close();
  }
}

// Our setters return `this`, so that a subclass stays one along a chain.
export class OtherBatchClose extends BatchClose {
  // @ts-expect-error
  override setUrl(url: string): BatchClose {
    return super.setUrl(url);
  }
}

// Ours has the properties `batchIds`, `serverUrl`, `apiKey` and `proxy`.
export class OwnProperties extends BatchClose {
  // @ts-expect-error
  batchIds = ['nightly-1'];
}
