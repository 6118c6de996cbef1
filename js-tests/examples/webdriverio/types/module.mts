/// <reference types="@wdio/globals/types" />
import EyesBatchClose, { launcher } from 'eyes-batch-close/wdio';

const basics = { capabilities: [] };

export const config: WebdriverIO.Config = {
  ...basics,
  services: [
    [EyesBatchClose, { batchIds: ['nightly'], store: 'file:///mnt/ci', closeAnyway: true }],
  ],
};
export const plain: WebdriverIO.Config = { ...basics, services: [EyesBatchClose, launcher] };
export const value: WebdriverIO.Config = {
  ...basics,
  // @ts-expect-error no such value
  services: [[EyesBatchClose, { failOnError: 'yes' }]],
};

// WebdriverIO's own types take any name of an option, unless it is said whose options they are.
export const any: WebdriverIO.Config = {
  ...basics,
  services: [[EyesBatchClose, { failOnErorr: true }]],
};
export const ours: WebdriverIO.Config = {
  ...basics,
  // @ts-expect-error no such option
  services: [[EyesBatchClose, { failOnErorr: true } satisfies EyesBatchClose.Options]],
};
