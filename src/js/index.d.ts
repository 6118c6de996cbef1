/// <reference types="node" />

/**
 * A proxy: its address, and the credentials of Basic authentication where it wants some.
 *
 * @example
 * import { BatchClose, type ProxySettings } from 'eyes-batch-close';
 * const proxy: ProxySettings = { url: 'http://proxy:3128', username: 'ci', password: process.env.PROXY_PASSWORD };
 * await new BatchClose({ proxy }).setBatchIds('nightly-4711').close();
 */
export interface ProxySettings {
  /** An http or https URL; without a scheme it is http. Credentials in it are percent-decoded. */
  url: string;
  /**
   * The user name; it wins over one in the URL.
   * @default that of the URL
   */
  username?: string | undefined;
  /**
   * The password.
   * @default that of the URL
   */
  password?: string | undefined;
}

/** An instance of the `ProxySettings` class of an Applitools SDK, which is read through `toObject()`. */
export interface SdkProxySettings {
  toObject(): ProxySettings;
}

/**
 * The options of `close()`. All are optional but the batch IDs and, here or in the environment, the API key. An explicit
 * value wins over the environment; `undefined` is no value. Only own properties count. A wrong value is an error of
 * `close()` (`INVALID_OPTION`, if no other code is named), and an unknown option a process warning.
 *
 * @example
 * import { closeBatch, type BatchCloseOptions } from 'eyes-batch-close';
 * const options: BatchCloseOptions = { batchIds: ['nightly', 'smoke'], totalTimeout: 60_000 };
 * await closeBatch(options);
 */
export interface BatchCloseOptions {
  /**
   * The IDs of the batches to close, each closed once; at most 100,000. They are trimmed.
   * Errors: `NO_BATCH_ID`, `INVALID_BATCH_ID`.
   */
  batchIds?: string | readonly string[] | undefined;
  /**
   * The Eyes server: an http or https URL, with a path if it has one. Error: `INVALID_SERVER_URL`.
   * @default `APPLITOOLS_EYES_SERVER_URL`, then `APPLITOOLS_SERVER_URL`, then `https://eyesapi.applitools.com`
   */
  serverUrl?: string | undefined;
  /**
   * The API key: printable ASCII. Error: `NO_API_KEY`.
   * @default `APPLITOOLS_API_KEY`
   */
  apiKey?: string | undefined;
  /**
   * The proxy for every request. Error: `INVALID_PROXY`.
   * @default `APPLITOOLS_PROXY_URL`; else, unless `NO_PROXY` has the server, `HTTPS_PROXY` for an https server, or
   * `HTTP_PROXY`
   */
  proxy?: string | ProxySettings | SdkProxySettings | undefined;
  /**
   * The build that the batches belong to.
   * @default `APPLITOOLS_BATCH_BUILD_ID`
   */
  batchBuildId?: string | undefined;
  /**
   * Where the request carries the key: in its query, or in the header `X-Eyes-Api-Key`.
   * @default 'query'
   */
  apiKeyIn?: 'query' | 'header' | undefined;
  /**
   * How long one attempt, or one step of the store, may take, in milliseconds: 1 to 2,147,483,647.
   * @default 30_000
   */
  timeout?: number | undefined;
  /**
   * How long closing may take in all, waits included, in milliseconds: 1 to 2,147,483,647. Reading results has
   * `resultsTimeout` beside it.
   * @default 120_000
   */
  totalTimeout?: number | undefined;
  /**
   * How many further attempts follow one that failed: 0 to 100.
   * @default 5
   */
  retries?: number | undefined;
  /**
   * How many batches are closed at the same time: 1 to 32.
   * @default 8
   */
  concurrency?: number | undefined;
  /**
   * Whether a batch that the server does not know is no failure.
   * @default false
   */
  ignoreMissing?: boolean | undefined;
  /**
   * Ends the call when it aborts, at once but for listeners, which have a second to end; the error is `ABORTED`, and its
   * `cause` the signal's reason. If all batches were closed by then, the call resolves, with a `summaryError` for each whose
   * results were still to be read.
   * @example
   * import { closeBatch } from 'eyes-batch-close';
   * await closeBatch({ batchIds: 'nightly', signal: AbortSignal.timeout(10_000) });
   */
  signal?: AbortSignal | undefined;
  /**
   * Called with each batch when it ends. It may be asynchronous: `close()` waits for it. What it throws, or rejects with,
   * stops nothing; it rejects `close()` if nothing else did.
   * @example
   * import { closeBatch } from 'eyes-batch-close';
   * await closeBatch({ batchIds: 'nightly', onResult: ({ batchId, outcome }) => console.log(batchId, outcome) });
   */
  onResult?: ((result: BatchResult) => void) | ((result: BatchResult) => Promise<void>) | undefined;
  /** Called with each attempt when it ends. It may be asynchronous and may throw, as `onResult` may. */
  onAttempt?: ((attempt: Attempt) => void) | ((attempt: Attempt) => Promise<void>) | undefined;
  /**
   * Sends the requests. It excludes `proxy`, `ca`, `cert` and `key`.
   * @default the global `fetch`
   */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /**
   * Certificates to trust beside the usual ones, as PEM.
   * @default the usual ones alone, and those of `NODE_EXTRA_CA_CERTS`
   * @example
   * import { readFile } from 'node:fs/promises';
   * import { closeBatch } from 'eyes-batch-close';
   * await closeBatch({ batchIds: 'nightly', ca: await readFile('/etc/ssl/company.pem') });
   */
  ca?: Pem | undefined;
  /** The client certificate, as PEM; it needs `key`. */
  cert?: Pem | undefined;
  /** The client certificate's private key, as PEM; it needs `cert`. */
  key?: Pem | undefined;
  /**
   * Which shard of the run calls: `'2/4'`, or `{ current: 2, total: 4 }`, with a total of at most 1,000. It says in the
   * store that it is done, and the last of all shards closes. It needs `store`.
   * @example
   * import { closeBatch } from 'eyes-batch-close';
   * await closeBatch({ batchIds: 'nightly', shard: '2/4', store: 'redis://ci-cache:6379' });
   */
  shard?: string | Shard | undefined;
  /**
   * What all shards see: an existing folder, as `file:///mnt/ci/shards`, or Redis 5 or newer or Valkey, as
   * `redis://host:6379/0` or `rediss://…`, for which the package `redis` must be installed. It needs `shard`.
   * Error: `STORE` if it fails.
   * @default `EYES_BATCH_STORE`, which is read only where a shard is given
   */
  store?: string | undefined;
  /**
   * Whether the batches are closed even if the store fails, maybe before the last shard is done.
   * @default false
   */
  closeAnyway?: boolean | undefined;
  /**
   * Whether the results of the batches are read once they are closed: each result then has a `summary`, or a
   * `summaryError`, which fails nothing but where `failOn` is given. `'tests'` reads each test, too. Of a run with shards
   * the one that closes reads.
   * @default false, or true where `failOn` is given
   */
  results?: boolean | 'tests' | undefined;
  /**
   * The API of the dashboard, where results are read.
   * @default `EYES_RESULTS_URL`; else that of the Eyes server: `https://eyes.applitools.com/api/v1` for
   * `https://eyesapi.applitools.com`
   */
  resultsUrl?: string | undefined;
  /**
   * The API key that reads results: it needs the permission `read`. It travels in a header.
   * @default `EYES_BATCH_READ_KEY`, else the key that closes
   */
  readApiKey?: string | undefined;
  /**
   * How long reading the results of all batches may take, in milliseconds: 1 to 2,147,483,647. The counts can lag behind
   * the close, so it is asked again until two answers agree.
   * @default 30_000
   */
  resultsTimeout?: number | undefined;
  /**
   * What fails the call, with the code `RESULTS`, where it is found in a batch: names in a list, or with commas between
   * them. Where it can't be read whether it is there, the call fails, too, with the error of reading.
   */
  failOn?: string | readonly FailOnStatus[] | undefined;
}

/** A status of a test that `failOn` can name. */
export type FailOnStatus = 'unresolved' | 'failed' | 'new' | 'aborted' | 'empty';

/** One of the parts into which a run is split. */
export interface Shard {
  /** Which one it is, from 1. */
  readonly current: number;
  /** How many there are: 1 to 1,000. */
  readonly total: number;
}

/** Which shards are done, by their numbers. */
export interface Shards {
  /** Those that are done. */
  done: number[];
  /** Those that are not. */
  missing: number[];
  /** How many there are; 0 until the first has come. */
  total: number;
}

/** PEM text or bytes, or a list of them. */
export type Pem = string | Uint8Array | readonly (string | Uint8Array)[];

/** An attempt that has ended. */
export interface Attempt {
  /** The batch ID. */
  batchId: string;
  /** Which attempt it was, from 1. */
  attempt: number;
  /** The HTTP status of the answer, if there was one. */
  status?: number;
  /** Why there was no answer, if there was none. */
  reason?: string;
}

/** What became of one batch. */
export interface BatchResult {
  /** The batch ID, trimmed. */
  batchId: string;
  /** `not-found`: the server knows no active batch with this ID. `aborted`: the signal came first. */
  outcome: 'closed' | 'not-found' | 'failed' | 'aborted';
  /** The HTTP status of the last answer, if there was one. */
  status?: number;
  /** How many attempts were made; 0 if its turn never came. */
  attempts: number;
  /** From the beginning of the first attempt to the end, in milliseconds. */
  durationMs: number;
  /** Why the call failed on this batch; its own `report` is empty. */
  error?: BatchCloseError;
  /** The results of the batch, if they were read. */
  summary?: BatchSummary;
  /** Why they were not read, or may not be all. */
  summaryError?: BatchCloseError;
}

/** The results of a batch: how many of its tests have which status. */
export interface BatchSummary {
  /** Tests without a difference, or whose differences were accepted. */
  passed: number;
  failed: number;
  /** Tests with differences that nobody has accepted or rejected yet. */
  unresolved: number;
  /** Tests that had no baseline. */
  new: number;
  /** Tests that did not end. */
  aborted: number;
  /** Tests without a step. */
  empty: number;
  /** All tests. */
  total: number;
  /** The batch in the dashboard, if the server named it. */
  url?: string;
  /** `true` if the counts had not settled: they may not be all, and `summaryError` says why. */
  partial?: true;
  /** Each test, with `results: 'tests'`, if the server told them. */
  tests?: TestSummary[];
}

/** The result of one test. */
export interface TestSummary {
  /** Its name, or its ID where it has none. */
  name: string;
  /** `passed`, `failed`, `unresolved`, `new`, `aborted` or `empty`; another word if the server said one. */
  status: string;
  /** Where it ran: its browser, system and so on, in one line. */
  environment?: string;
  /** The test in the dashboard. */
  url?: string;
}

/** What was read of batches. */
export interface ResultsReport {
  /** One for each batch, in the order given. */
  results: ReadResult[];
}

/** What was read of one batch. */
export interface ReadResult {
  /** The batch ID, trimmed. */
  batchId: string;
  /** The results of the batch. */
  summary?: BatchSummary;
  /** Why they were not read, or may not be all. */
  summaryError?: BatchCloseError;
}

/** What became of all batches. */
export interface CloseReport {
  /** One result for each batch, in the order given. */
  results: BatchResult[];
  /** The IDs of the batches that are closed. */
  closed: string[];
  /** The IDs of the batches on which the call failed. */
  failed: string[];
  /** Which shards were done when this one was, if it had a store. If it did not close, there are no results. */
  shards?: Shards;
  /** What failed in the store, where the batches were closed all the same. */
  storeError?: BatchCloseError;
}

/** The codes of a `BatchCloseError`; README says what each means. */
export type BatchCloseErrorCode =
  | 'NO_BATCH_ID'
  | 'INVALID_BATCH_ID'
  | 'NO_API_KEY'
  | 'INVALID_SERVER_URL'
  | 'INVALID_PROXY'
  | 'INVALID_OPTION'
  | 'UNAUTHORIZED'
  | 'BATCH_NOT_FOUND'
  | 'HTTP_ERROR'
  | 'UNEXPECTED_RESPONSE'
  | 'NETWORK'
  | 'TLS'
  | 'PROXY'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'CLOSE_FAILED'
  | 'STORE'
  | 'RESULTS';

/**
 * Why batches were not closed. It never holds the API key or a proxy's password.
 *
 * @example
 * import { BatchCloseError, closeBatch } from 'eyes-batch-close';
 * try {
 *   await closeBatch({ batchIds: 'nightly' });
 * } catch (error) {
 *   if (!(error instanceof BatchCloseError)) throw error;
 *   console.error(error.code, error.message, error.hint);
 * }
 */
export class BatchCloseError extends Error {
  private constructor();
  readonly name: 'BatchCloseError';
  /** What kind of failure it is; it stays the same from version to version. */
  readonly code: BatchCloseErrorCode;
  /** What to do next. */
  readonly hint?: string;
  /** The option or environment variable concerned. */
  readonly option?: string;
  /**
   * Of a wrong setting: what is wrong with `option`. The message is `${option} ${problem}`, for programs that call the
   * option by another name.
   */
  readonly problem?: string;
  /** The batch concerned. */
  readonly batchId?: string;
  /** The HTTP status of the answer. */
  readonly status?: number;
  /** What the system said, with its `code`, redacted; for `ABORTED` the reason of the signal. */
  readonly cause?: unknown;
  /** The error of each batch, if several were not closed. */
  readonly errors?: BatchCloseError[];
  /**
   * What became of all batches; empty for a wrong setting. Of `getBatchResults` its `results` have a `batchId`, a
   * `summary` and a `summaryError` alone.
   */
  readonly report: CloseReport;
  /**
   * For logs: `message` and `code`, and of the other fields those that it has, but for `problem` and `cause`. In `report`
   * a result has no error that is said already.
   */
  toJSON(): object;
}

/**
 * Closes Applitools Eyes batches. Setters and the constructor only store: `close()` checks everything.
 *
 * @example
 * import { BatchClose } from 'eyes-batch-close';
 * const report = await new BatchClose({ serverUrl: 'https://eyes.example.com' }).setBatchIds('nightly').close();
 * console.log(report.closed);
 */
export class BatchClose {
  /** Closes the batches of these options. Rejects as `close()` of an instance does. */
  static close(options: BatchCloseOptions): Promise<CloseReport>;
  /** Copies the options. */
  constructor(options?: BatchCloseOptions);
  /** Sets the IDs of the batches to close: strings, or lists of them. Set `undefined` to clear. */
  setBatchIds(...batchIds: (string | readonly string[] | undefined)[]): this & EnabledBatchClose;
  /** The same as `setBatchIds`. */
  setBatchId(...batchIds: (string | readonly string[] | undefined)[]): this & EnabledBatchClose;
  /** Sets the server URL. Set `undefined` to clear. */
  setUrl(serverUrl: string | undefined): this;
  /** Sets the API key. Set `undefined` to clear. */
  setApiKey(key: string | undefined): this;
  /** Sets the proxy for every request, with the credentials apart. */
  setProxy(url: string, username: string, password?: string): this;
  /** Sets the proxy for every request. Set `undefined` to clear. */
  setProxy(proxy: string | ProxySettings | SdkProxySettings | undefined): this;
  /** The batch IDs that were set. */
  get batchIds(): readonly string[] | undefined;
  set batchIds(batchIds: string | readonly string[] | undefined);
  /** The server URL that was set, not the environment's. */
  get serverUrl(): string | undefined;
  set serverUrl(serverUrl: string | undefined);
  /** The API key that was set, not the environment's. */
  get apiKey(): string | undefined;
  set apiKey(apiKey: string | undefined);
  /** The proxy that was set, not the environment's. */
  get proxy(): string | ProxySettings | SdkProxySettings | undefined;
  set proxy(proxy: string | ProxySettings | SdkProxySettings | undefined);
  /**
   * Closes the batches with the settings of this moment; every one is tried, whatever becomes of the others. Resolves to
   * a report when all are closed.
   *
   * Rejects with a `BatchCloseError` if a setting is wrong (before anything is sent), if a batch was not closed (one: its
   * own error; several: `CLOSE_FAILED`, or `ABORTED` if the signal came), or if the store failed; else with what a
   * listener threw.
   */
  close(): Promise<CloseReport>;
  /** What may be printed: the server and the IDs, never the key. */
  toJSON(): { serverUrl?: string; batchIds?: string[] };
}

/** A `BatchClose` whose batch IDs are set. */
export interface EnabledBatchClose extends BatchClose {
  get batchIds(): readonly string[];
  set batchIds(batchIds: string | readonly string[] | undefined);
}

/**
 * Closes the batches of these options: `BatchClose.close(options)`.
 *
 * @example
 * import { closeBatch } from 'eyes-batch-close';
 * const { closed } = await closeBatch({ batchIds: ['nightly', 'smoke'], ignoreMissing: true });
 */
export function closeBatch(options: BatchCloseOptions): Promise<CloseReport>;

/**
 * Reads the results of batches, without closing them. It takes the options of `closeBatch`; of the two keys `readApiKey` is
 * enough.
 *
 * Resolves also where something could not be read: the result then has a `summaryError`. Rejects with a `BatchCloseError`
 * if a setting is wrong, and as `failOn` says.
 */
export function getBatchResults(options: BatchCloseOptions): Promise<ResultsReport>;
