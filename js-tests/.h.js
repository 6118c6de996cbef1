const { BatchClose, BatchCloseError } = require('eyes-batch-close');
const fetch = async () => new Response();
const boom = () => { throw new Error('boom'); };
const revoked = (target) => { const { proxy, revoke } = Proxy.revocable(target, {}); revoke(); return proxy; };
const throwing = (target) => new Proxy(target, new Proxy({}, { get: () => boom }));
const values = {
  revokedObject: () => revoked({}), revokedArray: () => revoked([]), revokedFunction: () => revoked(() => {}),
  throwingObject: () => throwing({}), throwingArray: () => throwing([]), throwingFunction: () => throwing(() => {}),
  arrayWithThrowingItem: () => Object.defineProperty(['a'], 0, { get: boom }),
  nestedRevoked: () => [revoked([])], nestedThrowing: () => [throwing([])],
  getters: () => ({ get url() { return boom(); }, get username() { return boom(); }, get aborted() { return boom(); }, get addEventListener() { return boom(); }, get toObject() { return boom(); } }),
  toObjectThrows: () => ({ toObject: boom }), toObjectRevoked: () => ({ toObject: () => revoked({}) }),
  signalListenThrows: () => ({ aborted: false, addEventListener: boom, removeEventListener: boom, reason: 1 }),
  signalAbortedThrows: () => { let n = 0; return { get aborted() { if (n++) boom(); return false; }, addEventListener() {}, get reason() { return boom(); } }; },
  symbol: () => Symbol('s'), bigint: () => 10n, nan: () => NaN, inf: () => Infinity, neg0: () => -0, date: () => new Date(), boxed: () => new String('a'), u8: () => new Uint8Array(3), dv: () => new DataView(new ArrayBuffer(3)), sab: () => new SharedArrayBuffer(3),
  cyc: () => { const a = []; a.push(a); return a; }, deep: () => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a; },
  big: () => new Array(1e7), bigString: () => 'a'.repeat(1e7), detached: () => { const u = new Uint8Array(4); structuredClone(u.buffer, { transfer: [u.buffer] }); return u; },
};
const NAMES = 'batchIds serverUrl apiKey proxy batchBuildId apiKeyIn timeout totalTimeout retries concurrency ignoreMissing signal onResult fetch ca cert key'.split(' ');
(async () => {
  process.on('uncaughtException', (e) => console.log('   UNCAUGHT', e.message.slice(0, 100)));
  process.on('unhandledRejection', (e) => console.log('   UNHANDLED', e.message));
  for (const [label, make] of Object.entries(values)) for (const name of [...NAMES, 'WHOLE']) {
    const good = { batchIds: 'b-1', serverUrl: 'http://127.0.0.1:1', apiKey: 'k', retries: 0, totalTimeout: 2000, fetch };
    if (['proxy', 'ca', 'cert', 'key'].includes(name)) delete good.fetch;
    let batch;
    const t0=performance.now();
    try { batch = new BatchClose(name === 'WHOLE' ? make() : { ...good, [name]: make() }); } catch (e) { console.log(label, name, 'CONSTRUCTOR threw', e.message); continue; }
    const r = await Promise.race([batch.close().then(() => 'ok', (e) => e instanceof BatchCloseError ? 'ok' : e), new Promise((r) => setTimeout(r, 4000, 'HANG'))]);
    if (r !== 'ok') console.log(label, name, r === 'HANG' ? r : 'threw ' + r);
    if(performance.now()-t0>1000 && r!=='HANG') console.log(label,name,'slow',performance.now()-t0|0);
  }
  console.log('done'); process.exit();
})();
