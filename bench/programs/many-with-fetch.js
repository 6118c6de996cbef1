// @ts-check
'use strict';

// What a user would write by hand, with what the package does too: the same headers, and a timeout for each request.

require('./report-cpu.js');

const call = Math.random().toString(16).slice(2);
let next = 0;

async function worker() {
  while (next < Number(process.env.BATCHES)) {
    const at = next++;
    const batch = `${process.env.SERVER_URL}/api/sessions/batches/bench-${at}`;
    const response = await fetch(`${batch}/close/bypointerid?apiKey=key`, {
      method: 'DELETE',
      redirect: 'manual',
      headers: {
        'x-applitools-eyes-client': 'by-hand/1.0.0',
        'x-applitools-eyes-client-request-id': `${call}-${at}`,
      },
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  }
}

Promise.all(Array.from({ length: 32 }, worker));
