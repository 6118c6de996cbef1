/// <reference types="@wdio/globals/types" />
import EyesBatchClose = require('eyes-batch-close/wdio');

export const config: WebdriverIO.Config = {
  capabilities: [],
  services: [[EyesBatchClose, { failOnError: true } satisfies EyesBatchClose.Options]],
};
// @ts-expect-error no such value
new EyesBatchClose({ failOnError: 'yes' });
