// @ts-check
'use strict';

// Shards in processes of their own: each process closes as several shards at once and reports what came of each.

const { fork } = require('node:child_process');
const { once } = require('node:events');
const { environmentOf } = require('../support/environment.js');

/**
 * @typedef {object} ShardResult
 * @property {number} shard
 * @property {string} [code] Of the error.
 * @property {string} [message] Its message and hint.
 * @property {string} [storeError]
 * @property {string[]} outcomes
 * @property {{ done: number[], missing: number[], total: number }} [shards]
 * @property {number} tookMs
 */

/**
 * Closes as one shard.
 *
 * @param {object} options
 * @param {number} shard
 * @param {number} total
 * @returns {Promise<ShardResult>}
 */
async function closeAsShard(options, shard, total) {
  const { closeBatch } = require('eyes-batch-close');
  const begin = performance.now();
  const { report, error } = await closeBatch({ ...options, shard: `${shard}/${total}` }).then(
    (/** @type {any} */ report) => ({ report, error: undefined }),
    (/** @type {any} */ error) => ({ report: error.report, error }),
  );
  return {
    shard,
    code: error?.code,
    message: error && `${error.message} ${error.hint}`,
    storeError: report.storeError?.message,
    outcomes: report.results.map((/** @type {any} */ result) => result.outcome),
    shards: report.shards,
    tookMs: performance.now() - begin,
  };
}
exports.closeAsShard = closeAsShard;

/**
 * A process that closes as shards when asked. It is killed when the test ends.
 *
 * @param {import('../support/listen.js').Lifetime} t
 * @param {{ env?: Record<string, string>, execArgv?: string[] }} [options]
 */
function startShardProcess(t, { env = {}, execArgv = [] } = {}) {
  const child = fork(__filename, {
    env: environmentOf(env),
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'close');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  t.after(kill);
  return {
    kill,
    /**
     * Closes as these shards, all at once; resolves to nothing if the process is killed meanwhile.
     *
     * @param {object} options
     * @param {number[]} shards
     * @param {number} total
     * @returns {Promise<ShardResult[]>}
     */
    async closeAsShards(options, shards, total) {
      child.send({ options, shards, total });
      const [results] = await Promise.race([once(child, 'message'), exited.then(() => [[]])]);
      return results;
    },
  };
}
exports.startShardProcess = startShardProcess;

if (require.main === module) {
  process.on('message', async (/** @type {any} */ { options, shards, total }) => {
    const closing = shards.map((/** @type {number} */ shard) =>
      closeAsShard(options, shard, total),
    );
    process.send?.(await Promise.all(closing));
  });
}
