const { BatchClose, BatchCloseError } = require('eyes-batch-close');
const boom = () => { throw new Error('boom'); };
const revoked = (target) => { const { proxy, revoke } = Proxy.revocable(target, {}); revoke(); return proxy; };
const throwing = (target) => new Proxy(target, new Proxy({}, { get: () => boom }));
const oddPromise = () => { const p = Promise.resolve(new Response()); Object.defineProperty(p, 'constructor', { get: boom }); return p; };
const all = {
  errorsRevoked: () => Promise.reject(Object.assign(new Error('x'), { errors: revoked([]) })),
  errorsThrowing: () => Promise.reject(Object.assign(new Error('x'), { errors: throwing([]) })),
  errorsItemThrows: () => Promise.reject(Object.assign(new Error('x'), { errors: Object.defineProperty(['a'], 0, { get: boom }) })),
  rejectRevoked: () => Promise.reject(revoked({})), rejectThrowing: () => Promise.reject(throwing({})),
  revoked: async () => revoked({}), throwing: async () => throwing({}), syncRevoked: () => revoked({}), syncThrowing: () => throwing({}),
  oddPromise,
  bodyRevoked: async () => ({ status: 200, headers: revoked({}), body: revoked({}) }),
  readOdd: async () => ({ status: 200, body: { getReader: () => ({ read: oddPromise, cancel: oddPromise }) } }),
  readRevoked: async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: revoked(new Uint8Array(3)) }) }) } }),
  readThrowing: async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: throwing(new Uint8Array(3)) }) }) } }),
  readSubclass: async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: Object.create(Uint8Array.prototype) }) }) } }),
  readFakeLength: async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: Object.defineProperty(new Uint8Array(3), 'length', { value: 1e10 }) }) }) } }),
  readLenNeg: async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: Object.defineProperty(new Uint8Array(3), 'length', { value: 1 }) }) }) } }),
  readDetached: async () => ({ status: 200, body: { getReader: () => ({ read: async () => { const u = new Uint8Array(4); structuredClone(u.buffer, { transfer: [u.buffer] }); return { value: u }; } }) } }),
  hugeChunk: async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: new Uint8Array(5e8) }) }) } }),
  headerOdd: async () => ({ status: 503, headers: { get: () => ({}) }, body: null }),
  headerThrows: async () => ({ status: 503, headers: { get: boom }, body: null }),
  headerHuge: async () => ({ status: 302, headers: { get: () => 'a'.repeat(1e7) }, body: null }),
  abortThrows: async (u, i) => { i.signal.addEventListener('abort', boom); return new Promise(() => {}); },
  reenter: async () => { batch.setApiKey('x'); batch.close().catch(() => {}); return new Response(); },
};
let batch;
process.on('uncaughtException', (e) => console.log('   UNCAUGHT', String(e.stack).slice(0, 400)));
process.on('unhandledRejection', (e) => console.log('   UNHANDLED', e));
(async () => {
  for (const [label, fetch] of Object.entries(all)) {
    batch = new BatchClose({ batchIds: ['b-1','b-2'], serverUrl: 'http://127.0.0.1:1', apiKey: 'k', retries: 0, totalTimeout: 2500, timeout: 500, fetch: label==='reenter'? (()=>{let n=0; return (...a)=> n++? Promise.resolve(new Response()):fetch(...a)})():fetch });
    const t0 = performance.now();
    const r = await Promise.race([batch.close().then((r) => 'closed '+r.closed.length, (e) => e instanceof BatchCloseError ? e.code+' '+e.message.slice(0,150).replace(/\n/g,' ') : e), new Promise((r) => setTimeout(r, 4000, 'HANG'))]);
    console.log(label, r, performance.now()-t0|0);
  }
  console.log('done'); process.exit();
})();
