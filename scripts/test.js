// @ts-check
'use strict';

// node scripts/test.js [--concurrent] PATH...: runs each `*.test.js` that is directly in one of these folders, or is one of these
// files, in an environment where nothing of the machine (APPLITOOLS_*, proxies, CI variables, NODE_OPTIONS) reaches the
// tests. Which folders and patterns `node --test` takes differs between Node 20 and 22, so it gets the files by name.
// --concurrent runs one file more at a time than there are cores: for tests that mostly wait for what they have started.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

// What programs need to find their way on the machine: a list of what to drop could never be complete.
const kept = new Set(
  `PATH HOME USER LOGNAME SHELL LANG TZ TERM NO_COLOR TMPDIR TMP TEMP XDG_CACHE_HOME XDG_CONFIG_HOME
  CARGO_HOME RUSTUP_HOME USERPROFILE APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES SYSTEMDRIVE
  SYSTEMROOT WINDIR COMSPEC PATHEXT NPM_EXECPATH`.split(/\s+/),
);

const entries = Object.entries(process.env).filter(
  ([name]) => kept.has(name.toUpperCase()) || /^npm_config_/i.test(name),
);

const args = process.argv.slice(2);
const isConcurrent = args[0] === '--concurrent';
const files = args.slice(isConcurrent ? 1 : 0).flatMap((folder) => {
  if (folder.endsWith('.test.js')) return [folder];
  const tests = fs.readdirSync(folder).filter((name) => name.endsWith('.test.js'));
  if (tests.length === 0) throw new Error(`${folder} holds no *.test.js`);
  return tests.sort().map((name) => path.join(folder, name));
});

// Node's own default is one file less than there are cores: right for browsers, which use them all.
const atOnce = isConcurrent ? [`--test-concurrency=${os.availableParallelism() + 1}`] : [];
const { status, error } = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=spec', ...atOnce, ...files],
  { stdio: 'inherit', env: Object.fromEntries(entries) },
);
if (error) throw error;
process.exitCode = status ?? 1;
