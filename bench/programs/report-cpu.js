// @ts-check
'use strict';

// Prints, when this process ends, its CPU time (user and system, all threads, in ms) and its peak memory (in MiB).

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const used = { cpu: (user + system) / 1000, peak: process.resourceUsage().maxRSS / 1024 };
  require('node:fs').writeSync(1, JSON.stringify(used));
});
