// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { promisify } = require('node:util');
const { bin, exports: exported, scripts } = require('../../package.json');
const { npmCall } = require('../../scripts/programs.js');
const { packAndInstall, root } = require('./packed.js');
const { writeTypeExamples } = require('./type-examples.js');

// Guards against accidents, in bytes.
const LARGEST_TARBALL = 230_000;
const LARGEST_WASM = 327_680;

const wasmFile = 'pkg/eyes_batch_close_bg.wasm';

/** What follows the package's name where one of its modules is named. */
const subpaths = Object.keys(exported)
  .filter((subpath) => !subpath.endsWith('.json'))
  .map((subpath) => subpath.slice(1));

const typeRoots = ['--typeRoots', path.join(root, 'node_modules/@types')];

/** @type {ReturnType<typeof packAndInstall>} */
let packed;
before(() => {
  packed = packAndInstall();
});
after(() => packed.remove());

describe('the tarball', () => {
  test('holds what a user needs and nothing else', () => {
    const hand = packed.files.filter((file) => file.startsWith('src/js/'));
    const others = packed.files.filter((file) => !hand.includes(file)).sort();
    assert.deepEqual(others, [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package.json',
      'pkg/eyes_batch_close.js',
      wasmFile,
    ]);
    const kinds = new Set(hand.map((file) => file.slice(file.indexOf('.'))));
    assert.deepEqual([...kinds].sort(), ['.css', '.d.ts', '.html', '.js', '.mjs']);
  });

  test('is built before it is packed', () => assert.equal(scripts.prepack, scripts.build));

  test(`is at most ${LARGEST_TARBALL} bytes`, () => {
    assert.ok(packed.size <= LARGEST_TARBALL, `${packed.size} bytes`);
  });

  test(`has a wasm of at most ${LARGEST_WASM} bytes`, () => {
    const { length } = read(wasmFile);
    assert.ok(length <= LARGEST_WASM, `${length} bytes`);
  });

  test('names no folder of the machine that built it', () => {
    const { CARGO_HOME, RUSTUP_HOME } = process.env;
    const folders = [os.homedir(), root, CARGO_HOME, RUSTUP_HOME].filter((folder) => folder);
    for (const file of packed.files) {
      const text = read(file).toString('latin1');
      for (const folder of folders) assert.ok(!text.includes(`${folder}`), `${folder} in ${file}`);
    }
  });

  test('carries the version of Cargo.toml', () => {
    const cargo = fs.readFileSync(path.join(root, 'Cargo.toml'), 'utf8');
    const { version } = JSON.parse(read('package.json').toString());
    assert.equal(/^version = "(.+)"$/m.exec(cargo)?.[1], version);
  });

  // Its suggestions are left out: it asks for a "type" in package.json, which no Node needs.
  test('is clean for publint', async () => {
    const { publint } = await import('publint');
    const { formatMessage } = await import('publint/utils');
    const tarball = Uint8Array.from(fs.readFileSync(packed.tarball)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true, level: 'warning' });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg)),
      [],
    );
  });

  test('is clean for attw', () =>
    run('node_modules/@arethetypeswrong/cli/dist/index.js', packed.tarball));

  test('does nothing when it is loaded', async () => {
    const installed = subpaths.map((subpath) => `eyes-batch-close${subpath}`);
    await run(path.join(__dirname, 'loads-quietly.js'), ...installed);
  });
});

describe('installed in an empty project', () => {
  /** @type {import('eyes-batch-close/eyes-server').EyesServer} */
  let server;
  before(async () => {
    const installed = createRequire(path.join(packed.project, 'package.json'));
    server = await installed('eyes-batch-close/eyes-server').startEyesServer();
  });
  after(() => server.stop());

  /**
   * Runs a program that closes a batch by the installed package.
   * @param {string} program
   */
  async function closesABatch(program) {
    const batchId = program.replaceAll('/', '-');
    await openBatch(server.url, batchId);
    const { PATH, SYSTEMROOT } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, [program], {
      cwd: packed.project,
      env: { PATH, SYSTEMROOT, SERVER_URL: server.url, BATCH_ID: batchId },
    });
    assert.deepEqual(JSON.parse(stdout), [[batchId], 'NO_BATCH_ID', true, 'function']);
    const states = server.batches().filter((batch) => batch.batchId === batchId);
    assert.deepEqual(
      states.map((batch) => batch.state),
      ['closed'],
    );
  }

  test('it closes a batch by npx', async () => {
    await openBatch(server.url, 'npx');
    const [program, args] = npmCall(['exec', '--no', '--', 'eyes-batch-close', 'npx']);
    const { PATH, SYSTEMROOT } = process.env;
    const { stdout } = await promisify(execFile)(program, args, {
      cwd: packed.project,
      env: { PATH, SYSTEMROOT, APPLITOOLS_SERVER_URL: server.url, APPLITOOLS_API_KEY: 'key' },
      shell: program.endsWith('.cmd'),
    });
    assert.match(
      stdout,
      /^closed npx in \d+ ms\n1 of 1 closed on http:\S+, named by the arguments\n$/,
    );
    assert.ok(
      server.batches().some(({ batchId, state }) => batchId === 'npx' && state === 'closed'),
    );
  });

  for (const [args, says] of /** @type {const} */ ([
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['close', '--help'], /^eyes-batch-close \[close\]/],
    [['id'], /^\d{4}-\S+\n$/],
    [['nightly', '--dry-run'], /^curl -X DELETE '\S+'\n$/],
    [['demo'], /It sent its one notification: batch "Demo" is complete, 6 of 6/],
  ])) {
    test(`its command runs: ${args.join(' ')}`, async () => {
      const { PATH, SYSTEMROOT } = process.env;
      const env = { PATH, SYSTEMROOT, APPLITOOLS_API_KEY: 'key' };
      const command = `node_modules/eyes-batch-close/${bin['eyes-batch-close']}`;
      const where = { cwd: packed.project, env };
      const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], where);
      assert.match(stdout, says);
    });
  }

  test('it closes a batch by require', () => closesABatch('close.cjs'));
  test('it closes a batch by named import', () => closesABatch('close.mjs'));

  for (const [compiler, folder] of [
    ['TypeScript 7', 'typescript'],
    ['TypeScript 5.9', 'typescript-5'],
  ]) {
    test(`it compiles by ${compiler} with module nodenext, and closes a batch`, async () => {
      await compile(folder, ['--module', 'nodenext', '--outDir', folder]);
      await closesABatch(`${folder}/module.mjs`);
      await closesABatch(`${folder}/commonjs.cjs`);
    });

    test(`it compiles by ${compiler} with moduleResolution bundler`, () =>
      compile(folder, ['--module', 'preserve', '--moduleResolution', 'bundler', '--noEmit']));
  }

  test('the examples in its types compile', async () => {
    const examples = writeTypeExamples(path.join(packed.project, 'examples'));
    assert.ok(examples.length > 20, `${examples.length} examples`);
    const checks = ['--strict', '--noEmit', '--allowJs', '--checkJs', '--skipLibCheck'];
    const options = [...checks, '--target', 'es2022', '--types', 'node', ...typeRoots];
    await run('node_modules/typescript/bin/tsc', ...options, '--module', 'nodenext', ...examples);
  });

  // The resolution of Node 10 knows no `exports`. TypeScript 7 has dropped it.
  test('TypeScript 5.9 finds every subpath with moduleResolution node10', async () => {
    const lines = subpaths.map(
      (subpath, index) =>
        `import name${index} = require('eyes-batch-close${subpath}');\nvoid name${index};\n`,
    );
    fs.writeFileSync(path.join(packed.project, 'subpaths.ts'), lines.join(''));
    const node10 = ['--module', 'commonjs', '--moduleResolution', 'node10', '--noEmit'];
    const checks = ['--strict', '--skipLibCheck', '--types', 'node', ...typeRoots];
    await run('node_modules/typescript-5/bin/tsc', ...checks, ...node10, 'subpaths.ts');
  });
});

/** A file as it was installed. @param {string} file */
function read(file) {
  return fs.readFileSync(path.join(packed.project, 'node_modules/eyes-batch-close', file));
}

/** @param {string} serverUrl @param {string} batchId */
async function openBatch(serverUrl, batchId) {
  const startInfo = { batchInfo: { id: batchId }, appIdOrName: 'app', scenarioIdOrName: 'test' };
  const response = await fetch(`${serverUrl}/api/sessions/running?apiKey=key`, {
    method: 'POST',
    body: JSON.stringify({ startInfo }),
  });
  assert.ok(response.ok, `${response.status}`);
}

/** @param {string} compiler @param {string[]} options */
async function compile(compiler, options) {
  const always = ['--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--types', 'node'];
  const sources = ['module.mts', 'commonjs.cts'];
  await run(`node_modules/${compiler}/bin/tsc`, ...always, ...typeRoots, ...options, ...sources);
}

/** Runs a program of the checkout in the project; its output is the message when it fails. @param {string} program @param {string[]} args */
async function run(program, ...args) {
  const call = promisify(execFile)(process.execPath, [path.resolve(root, program), ...args], {
    cwd: packed.project,
  });
  await call.catch(({ stdout, stderr }) => assert.fail(`${stdout}${stderr}`));
}
