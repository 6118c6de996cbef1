// Lines that compile with the SDK's BatchClose. Here they are compiled twice: against the SDK's
// types, which keeps this file honest, and against ours, which is the test.

import { ProxySettings } from '@applitools/eyes-images';
import { BatchClose, closeBatch } from 'eyes-batch-close';

const batchIds = ['nightly-1', 'nightly-2'];
const serverUrl = 'https://eyes.example';
const apiKey = process.env.APPLITOOLS_API_KEY as string;
const settings = { batchIds, serverUrl, apiKey };

// Chained, in any order, with every shape of a proxy.
export async function chained(): Promise<void> {
  await new BatchClose().setBatchIds(batchIds).close();
  await new BatchClose().setBatchIds(['nightly-1']).setUrl(serverUrl).setApiKey(apiKey).close();
  await new BatchClose(undefined)
    .setProxy({ url: 'http://proxy' })
    .setProxy({ url: 'http://proxy', username: 'user', password: undefined })
    .setProxy(new ProxySettings('http://proxy'))
    .setProxy(new ProxySettings('http://proxy', 'user', 'password', true))
    .setProxy(new ProxySettings({ url: 'http://proxy', username: 'user' }))
    .setApiKey(apiKey)
    .setUrl(serverUrl)
    .setBatchIds(batchIds)
    .close();
}

// Line by line.
export async function notChained() {
  const batchClose = new BatchClose();
  batchClose.setBatchIds(batchIds);
  batchClose.setUrl(serverUrl);
  batchClose.setApiKey(apiKey);
  batchClose.setProxy(new ProxySettings('http://proxy'));
  await batchClose.close();

  let again: BatchClose = new BatchClose();
  again = again.setBatchIds(batchIds);
  again = again.setUrl(serverUrl);
  again = again.setApiKey(apiKey);
  again = again.setProxy({ url: 'http://proxy' });
  again.close().then(
    () => console.log('closed'),
    (error) => console.error(error.message),
  );
}

// By options.
export async function options() {
  await new BatchClose({ batchIds: ['nightly-1'], serverUrl, apiKey }).close();
  await new BatchClose({ ...settings, proxy: { url: 'http://proxy' } }).close();
  await new BatchClose({ ...settings, proxy: new ProxySettings('http://proxy') }).close();
  await new BatchClose({ ...settings, proxy: undefined }).setBatchIds(['nightly-3']).close();
  await BatchClose.close(settings);
  await BatchClose.close({ ...settings, proxy: new ProxySettings('http://proxy') });
  await closeBatch(settings);
  await closeBatch({ ...settings, proxy: { url: 'http://proxy', username: 'user' } });
}

// In larger things.
export const teardown = async () => {
  await Promise.all([closeBatch(settings), BatchClose.close(settings)]);
  return new BatchClose(settings).close().finally(() => console.log('done'));
};
export const setKey: (batchClose: BatchClose) => BatchClose = (each) => each.setApiKey(apiKey);
export const later: Promise<unknown> = new BatchClose(settings).close();
export const optionsOfClose: Parameters<typeof BatchClose.close>[0] = settings;
export const optionsOfNew: ConstructorParameters<typeof BatchClose>[0] = undefined;
export function make(Class: new (options?: typeof settings) => BatchClose): BatchClose {
  return new Class(settings);
}
make(BatchClose);

// By a subclass.
export class NightlyBatchClose extends BatchClose {
  static override close(options: typeof settings) {
    return BatchClose.close({ ...options, batchIds });
  }

  constructor(private readonly label: string) {
    super(settings);
    this.setUrl(serverUrl).setBatchIds(batchIds);
  }

  override setUrl(url: string): this {
    super.setUrl(`${url}/${this.label}`);
    return this;
  }

  override async close() {
    console.log(this.label);
    return await super.close();
  }
}
new NightlyBatchClose('nightly').setUrl(serverUrl).close();
make(class extends BatchClose {});
