// @ts-check
'use strict';

// Entries as the fields of a hash in Redis 5 or newer, or Valkey, `<time> <value>` each. One script adds and reads, so
// that nothing comes in between; the time is the server's. Before 5.0 a script may not write after TIME, as servers
// replicate the script and not what it writes.

const SCRIPT = `
local key, adds = KEYS[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
for at = 1, adds do redis.call('HSETNX', key, ARGV[1 + 2 * at], now .. ' ' .. ARGV[2 + 2 * at]) end
if adds > 0 then redis.call('PEXPIRE', key, ARGV[1]) end
local values = {}
for at = 3 + 2 * adds, #ARGV do values[#values + 1] = redis.call('HGET', key, ARGV[at]) end
return { now, values }`;

/**
 * @param {import('./index.js').HashedPlace} place
 * @returns {import('./index.js').Store}
 */
function openRedis({ url, hash, expiryMs, timeoutMs }) {
  // Of this package's surroundings, or of the folder where npx runs it.
  const { createClient } = require(require.resolve('redis', { paths: [__dirname, process.cwd()] }));
  const name = `eyes-batch-close:${hash}`;
  /** @type {any} */
  let client;
  let mayExpire = false;
  let isAnswered = true;

  /** A connection that broke, never came about, or owes the answer to an earlier step, is given up for a new one. */
  async function connect() {
    if (client?.isReady && isAnswered) return;
    disconnect();
    client = createdClient();
    client.on('error', () => {}); // Whatever it is, the call that it breaks says it.
    await client.connect();
  }

  function createdClient() {
    try {
      return createClient({
        url,
        RESP: 2, // Redis 5 knows no other.
        disableOfflineQueue: true,
        socket: { connectTimeout: timeoutMs, socketTimeout: timeoutMs, reconnectStrategy: false },
      });
    } catch (error) {
      // It says of some URLs without a code that they are none.
      throw Object.assign(new Error(String(error)), { code: 'ERR_INVALID_URL' });
    }
  }

  function disconnect() {
    if (client?.isOpen) client.destroy();
  }

  /**
   * Fails for a user who may not set an expiry, before an entry is added that would never expire. Not in the script: once
   * a script has called any command that writes, Redis no longer refuses to let it go beyond `maxmemory`.
   */
  async function assertMayExpire() {
    if (!mayExpire) await client.pExpire(name, expiryMs);
    mayExpire = true;
  }

  return {
    async addAndRead(add, read) {
      await connect();
      isAnswered = false;
      if (add.length > 0) await assertMayExpire();
      const [now, values] = /** @type {[string, (string | null)[]]} */ (
        await client.eval(SCRIPT, {
          keys: [name],
          arguments: [`${expiryMs}`, `${add.length}`, ...add.flat(), ...read],
        })
      );
      isAnswered = true;
      return values.map((value) => toEntry(value, now));
    },
    close: disconnect,
  };
}
exports.openRedis = openRedis;

/** @param {string | null} stored @param {string} now */
function toEntry(stored, now) {
  if (!stored) return null;
  const [time, ...value] = stored.split(' ');
  return { ageMs: Number(now) - Number(time), value: value.join(' ') };
}
