// @ts-check
'use strict';

// Entries as the fields of a hash in Redis or Valkey, `<time> <value>` each. One script adds and reads, so that nothing
// comes in between; the time is the server's.

const SCRIPT = `
local key, adds, added = KEYS[1], tonumber(ARGV[2]), 0
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
for at = 1, adds do
  added = redis.call('HSETNX', key, ARGV[1 + 2 * at], now .. ' ' .. ARGV[2 + 2 * at])
end
if adds > 0 then redis.call('PEXPIRE', key, ARGV[1]) end
local values = {}
for at = 3 + 2 * adds, #ARGV do values[#values + 1] = redis.call('HGET', key, ARGV[at]) end
return { added, now, values }`;

/**
 * @param {import('./index.js').Place} place
 * @returns {import('./index.js').Store}
 */
function openRedis({ url, key, expiry, timeout }) {
  // Of this package's surroundings, or of the folder where npx runs it.
  const { createClient } = require(require.resolve('redis', { paths: [__dirname, process.cwd()] }));
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: timeout, reconnectStrategy: false },
  });
  client.on('error', () => {}); // Whatever it is, the call that it breaks says it.
  /** @type {Promise<unknown> | undefined} */
  let connected;
  return {
    async ask(add, read) {
      connected ??= client.connect();
      await connected;
      const [added, now, values] = /** @type {any} */ (
        await client.eval(SCRIPT, {
          keys: [`eyes-batch-close:${key}`],
          arguments: [`${expiry}`, `${add.length}`, ...add.flat(), ...read],
        })
      );
      return { added: added === 1, entries: values.map((/** @type {any} */ v) => toEntry(v, now)) };
    },
    close() {
      if (client.isOpen) client.destroy();
    },
  };
}
exports.open = openRedis;

/** @param {string | null | undefined} stored @param {string} now */
function toEntry(stored, now) {
  if (!stored) return undefined;
  const [time, ...value] = stored.split(' ');
  return { age: Number(now) - Number(time), value: value.join(' ') };
}
