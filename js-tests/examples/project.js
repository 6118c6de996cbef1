// @ts-check
'use strict';

// An example as its user has it: a copy of the folder, the packed tarball and the framework
// installed in it, and its program run there.

const assert = require('node:assert/strict');
const childProcess = require('node:child_process');
const events = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { findProgram, npmCall } = require('../../scripts/programs.js');

/** @typedef {import('./eyes.js').Eyes} Eyes */
/** @typedef {{ status: number | null, stdout: string, stderr: string, output: string }} Run */

const root = path.join(__dirname, '../..');
const KEY = 'Key-Mark';

/** Installs nothing that runs or downloads anything else: the browsers are Debian's. */
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent'];

/**
 * Copies an example and what `js-tests/examples` adds to it, and installs it.
 *
 * @param {'playwright' | 'webdriverio' | 'nightwatch' | 'jest' | 'vitest' | 'mocha' | 'node'} example
 * @param {string[]} [versions] packages in other versions than the example's
 */
function installExample(example, versions = []) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'eyes-batch-close-')));
  const project = path.join(folder, 'examples', example);
  for (const name of ['local-eyes', example]) copy('examples', name, folder);
  if (fs.existsSync(path.join(__dirname, example))) {
    fs.cpSync(path.join(__dirname, example), project, { recursive: true });
  }
  const [packed] = JSON.parse(npm(root, ['pack', '--json', '--pack-destination', folder]));
  npm(project, ['install', path.join(folder, packed.filename), ...versions, ...quiet]);
  let files = 0;
  return {
    folder: project,
    remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
    /**
     * Adds a file under a name of its own, which it returns.
     * @param {string} name
     * @param {string} text
     */
    write(name, text) {
      files += 1;
      const own = `${files}-${name}`;
      fs.writeFileSync(path.join(project, own), text);
      return own;
    },
    /**
     * Runs a program of the project, or of the machine.
     * @param {string} program
     * @param {string[]} args
     * @param {Record<string, string>} variables
     */
    run: (program, args, variables) => ended(start(project, program, args, variables)),
    /**
     * The project on a machine of its own: another working folder, home and folder for temporary files.
     * @param {boolean} [installed] else it is a mere checkout
     */
    machine(installed = true) {
      const home = fs.mkdtempSync(path.join(folder, 'machine-'));
      const own = path.join(home, example);
      const isOwn = (/** @type {string} */ file) => path.basename(file) !== 'node_modules';
      fs.cpSync(project, own, { recursive: true, filter: isOwn });
      fs.symlinkSync(path.join(project, '../local-eyes'), path.join(home, 'local-eyes'));
      if (installed) {
        fs.symlinkSync(path.join(project, 'node_modules'), path.join(own, 'node_modules'));
      }
      const machine = { HOME: home, TMPDIR: home };
      return {
        /** @param {string} program @param {string[]} args @param {Record<string, string>} variables */
        run: (program, args, variables) =>
          ended(start(own, program, args, { ...machine, ...variables })),
      };
    },
    /**
     * Runs a program in a terminal and presses Ctrl-C as soon as `moment` resolves.
     * @param {string} program
     * @param {string[]} args
     * @param {Record<string, string>} variables
     * @param {(terminal: childProcess.ChildProcess) => Promise<unknown>} moment
     */
    async interrupt(program, args, variables, moment) {
      const command = ['exec', program, ...args.map((arg) => `'${arg}'`)].join(' ');
      const terminal = ['--quiet', '--return', '--command', command, '/dev/null'];
      const child = start(project, 'script', terminal, variables);
      const end = ended(child);
      await Promise.race([moment(child), end]);
      child.stdin?.write('\x03');
      return end;
    },
  };
}
exports.installExample = installExample;

/** @param {string} from @param {string} name @param {string} folder */
function copy(from, name, folder) {
  fs.cpSync(path.join(root, from, name), path.join(folder, 'examples', name), {
    recursive: true,
    filter: (file) => path.basename(file) !== 'node_modules',
  });
}

/** @param {string} cwd @param {string[]} args */
function npm(cwd, args) {
  const [program, all] = npmCall(args);
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  const shell = program.endsWith('.cmd');
  return childProcess.execFileSync(program, all, { cwd, encoding: 'utf8', shell, env });
}

/**
 * @param {string} cwd
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} variables
 */
function start(cwd, program, args, variables) {
  const { NODE_TEST_CONTEXT: _, PATH = '', ...machine } = process.env;
  const bin = path.join(cwd, 'node_modules/.bin');
  const own = { PATH: bin + path.delimiter + PATH, NO_COLOR: '1' };
  const env = { ...machine, ...own, ...variables };
  return childProcess.spawn(program, args, { cwd, env, stdio: 'pipe' });
}

/** @param {childProcess.ChildProcess} child @returns {Promise<Run>} */
async function ended(child) {
  const run = { stdout: '', stderr: '', output: '' };
  child.stdout?.on('data', (data) => {
    run.stdout += data;
    run.output += data;
  });
  child.stderr?.on('data', (data) => {
    run.stderr += data;
    run.output += data;
  });
  const [status] = await events.once(child, 'close');
  assert.ok(!run.output.includes(KEY), `the API key was printed:\n${run.output}`);
  return { ...run, status };
}

/**
 * What the pattern's group matches in a program's output, as soon as it does.
 *
 * @param {childProcess.ChildProcess} child
 * @param {RegExp} pattern
 * @returns {Promise<string>}
 */
function outputMatch(child, pattern) {
  let text = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (data) => {
      text += data;
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
}
exports.outputMatch = outputMatch;

/**
 * What points a run at a server.
 *
 * @param {Eyes} eyes
 * @param {Record<string, string>} [more]
 */
function at(eyes, more) {
  return { APPLITOOLS_SERVER_URL: eyes.url, APPLITOOLS_API_KEY: KEY, ...more };
}
exports.at = at;

/**
 * Compiles files of a project; `@ts-expect-error` stands in them where an option is wrong.
 *
 * @param {ReturnType<typeof installExample>} project
 * @param {string[]} files
 */
async function assertTypes(project, files) {
  const types = path.join(root, 'node_modules/@types');
  const checks = ['--noEmit', '--strict', '--allowJs', '--checkJs', '--skipLibCheck'];
  const options = [...checks, '--target', 'es2022', '--types', 'node', '--typeRoots', types];
  const bundler = ['--module', 'preserve', '--moduleResolution', 'bundler'];
  for (const compiler of ['typescript', 'typescript-5']) {
    const tsc = path.join(root, 'node_modules', compiler, 'bin/tsc');
    for (const module of [['--module', 'nodenext'], bundler]) {
      const args = [tsc, ...options, ...module, ...files];
      const { status, output } = await project.run(process.execPath, args, {});
      assert.equal(status, 0, `${compiler} ${module.join(' ')}:\n${output}`);
    }
  }
}
exports.assertTypes = assertTypes;

/** Fails with the command to run where Debian's browser is missing: these tests skip nothing. */
function needBrowser() {
  const missing = ['chromium', 'chromedriver'].filter((program) => !findProgram(program));
  assert.deepEqual(missing, [], 'run: apt-get install -y chromium chromium-driver');
}
exports.needBrowser = needBrowser;
