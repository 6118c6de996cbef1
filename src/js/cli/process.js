// @ts-check
'use strict';

// How signals and the end of the command reach the process.

/** The exit statuses of signals; Windows has the first alone. */
const STATUSES = { SIGINT: 130, SIGTERM: 143 };
exports.STATUSES = STATUSES;
/** @typedef {keyof typeof STATUSES} Signal */
const SIGNALS = /** @type {Signal[]} */ (Object.keys(STATUSES));
exports.SIGNALS = SIGNALS;

/** How long disks get, after the last line, to finish what is under way. */
const DISK_GRACE_MS = 500;
const LOOK_AGAIN_MS = 25;

// That nobody reads on keeps no batch from being closed.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

/** Turns the first signal that comes into an abort, and says which it was; a second one ends the process. */
function abortOnSignal(controller = new AbortController()) {
  const interruption = { signal: controller.signal, exitStatus: 0 };
  /** @param {Signal} name */
  function onSignal(name) {
    interruption.exitStatus = STATUSES[name];
    for (const each of SIGNALS) process.removeListener(each, onSignal);
    controller.abort();
  }
  for (const name of SIGNALS) process.on(name, onSignal);
  return interruption;
}
exports.abortOnSignal = abortOnSignal;

/**
 * Ends the process once everything is written, whatever still holds it: a connection that never comes about would do so
 * for seconds.
 *
 * @param {number} status
 */
async function exit(status) {
  process.exitCode = status;
  // From here on a signal ends it at once.
  for (const name of SIGNALS) process.removeAllListeners(name);
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise((resolve) => stream.write('', resolve));
  }
  for (let waitedMs = 0; isDiskBusy() && waitedMs < DISK_GRACE_MS; waitedMs += LOOK_AGAIN_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  // Node's exit waits for its disk threads (20 to 26), so where a disk hangs it never comes: a signal ends the process.
  if (isDiskBusy()) process.kill(process.pid, status === STATUSES.SIGINT ? 'SIGINT' : 'SIGTERM');
  else process.exit();
}
exports.exit = exit;

function isDiskBusy() {
  const active = process.getActiveResourcesInfo?.() ?? []; // Not every runtime has it.
  return active.some((resource) => resource.startsWith('FSReq'));
}
