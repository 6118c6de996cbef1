/**
 * A local stand-in for the Eyes server, to try things or to test your own teardown without an
 * account. Point an SDK at it with `APPLITOOLS_SERVER_URL` and any `APPLITOOLS_API_KEY`, look at
 * `url` in a browser to watch the batches, and ask `batches()` what became of them.
 *
 * It speaks the endpoints of whole test sessions, classic and on the Ultrafast Grid, and of closing
 * a batch, keeps everything in memory, and listens on loopback unless told otherwise. It compares
 * no images: every step matches, and SDKs are told that every test passed that was not aborted; for
 * results see the option `status`. It keeps the newest 64 MiB of images for its page. Its grid takes
 * pages and renders nothing; it finds no text or regions, and knows no baselines. How it treats
 * batches is its own choice where the real service's behaviour is not documented: a batch ID names
 * at most one active batch; closing an unknown or closed batch is a 404; a session under a closed
 * ID starts a new batch; a close with another build ID than the sessions' closes, with a warning.
 *
 * @param options See {@link EyesServerOptions}.
 * @returns The running server. It keeps the process alive until `stop()`.
 * Rejects with an `Error` with `code: 'EADDRINUSE'` when the port is taken, a `TypeError` for an option
 * that cannot be used, a `RangeError` for a number that is no port.
 *
 * @example
 * import { startEyesServer } from 'eyes-batch-close/eyes-server';
 * const server = await startEyesServer();
 * process.env.APPLITOOLS_SERVER_URL = server.url;
 * // … run tests, close the batch …
 * console.log(server.batches()); // [{ batchId: 'run-7', state: 'closed', tests: […], … }]
 * await server.stop();
 */
export function startEyesServer(options?: EyesServerOptions): Promise<EyesServer>;

export interface EyesServerOptions {
  /**
   * The port.
   * @default 0, any free one
   */
  readonly port?: number;
  /**
   * The address to listen on, such as `0.0.0.0` in a container. One that others can reach needs an
   * `apiKey`; its page, with all batches, needs none.
   * @default '127.0.0.1'
   */
  readonly host?: string;
  /**
   * The one API key that is right; others are answered with 401.
   * @default any non-empty key is right
   */
  readonly apiKey?: string;
  /**
   * The one API key that may read results; others are answered with 403 there, and keep closing. Default: any key that is
   * right may.
   */
  readonly readApiKey?: string;
  /**
   * What came of a test that has ended, for `GET /api/v1/batches/{id}`. Default, and where it returns `undefined`:
   * `aborted` where the test did not end by itself, `empty` where it has no step, `new` the first time that a test of this
   * name, app and environment is seen, else `passed`.
   */
  readonly status?: (test: EyesServerTest) => EyesServerTestStatus | undefined;
  /**
   * Whether it plays a server with an SCM integration (GitHub, GitLab and so on), which makes SDKs
   * name the CI's build.
   * @default false
   */
  readonly scm?: boolean;
  /**
   * Called with a line for each thing that is worth a look and no error, such as a batch ID that
   * came as a number.
   * @default it is printed on stderr
   */
  readonly onWarning?: (message: string) => void;
  /**
   * Called with each batch that is closed, before the close is answered: what the real service
   * would tell a webhook. The real one tells it only where `batch.notify` is true. Nothing waits for
   * what it returns; an error of its own becomes a process warning.
   * @default nobody is told
   * @example
   * import { startEyesServer } from 'eyes-batch-close/eyes-server';
   * await startEyesServer({ onBatchCompleted: ({ batchId, tests }) => console.log(batchId, tests.length) });
   */
  readonly onBatchCompleted?: (batch: EyesServerBatch) => void | Promise<void>;
  /**
   * Called with each request that is refused. An error of its own becomes a process warning.
   * @default nobody is told
   */
  readonly onRefused?: (refusal: EyesServerRefusal) => void;
}

export interface EyesServer {
  /** Where it listens, such as `http://127.0.0.1:49152`, without a trailing slash. */
  readonly url: string;
  /** The batches so far, oldest first: a copy, which later changes do not touch. */
  batches(): EyesServerBatch[];
  /** The newest 100 refused requests that belong to no batch, oldest first: a copy. */
  refused(): EyesServerRefusal[];
  /** Stops listening and ends every connection, within about half a second. May be called twice. */
  stop(): Promise<void>;
}

export interface EyesServerBatch {
  /** The batch ID that the sessions gave, such as `APPLITOOLS_BATCH_ID`. */
  batchId: string;
  /** The first name that a session gave, if one did. */
  name?: string;
  state: 'active' | 'closed';
  /** Whether a session asked for a completion notification (`APPLITOOLS_BATCH_NOTIFY=true`). */
  notify: boolean;
  /** The build that the first session with one named, such as `APPLITOOLS_BATCH_BUILD_ID`. */
  buildId?: string;
  /** When its first session began, ISO 8601. */
  startedAt: string;
  /** When it was closed, ISO 8601. */
  closedAt?: string;
  /** The client that closed it, as it calls itself: an SDK such as `eyes.playwright/1.49.2`. */
  closedBy?: string;
  /** What is worth a look, as told to `onWarning`. */
  warnings: string[];
  /** The newest 100 requests about this batch that were refused, such as a second close. */
  refused: EyesServerRefusal[];
  /** In the order in which they began. */
  tests: EyesServerTest[];
}

export interface EyesServerTest {
  name: string;
  app: string;
  /** `unfinished`: its batch was closed before it ended. */
  state: 'running' | 'passed' | 'aborted' | 'unfinished';
  /** It went on after its batch was closed, which was too early; there is a warning, too. */
  late?: true;
  /** The name of each checked step; empty for a step without one. */
  steps: string[];
}

/** What came of a test, as results name it. */
export type EyesServerTestStatus = 'passed' | 'failed' | 'unresolved' | 'new' | 'aborted' | 'empty';

export interface EyesServerRefusal {
  /** ISO 8601. */
  at: string;
  /** The method and the path, such as `DELETE /api/sessions/batches/run-7/close/bypointerId`. */
  request: string;
  status: number;
  /** What the answer said. */
  message: string;
  /** The client, as it calls itself. */
  by: string;
}
