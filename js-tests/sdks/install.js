// @ts-check
'use strict';

// Brings each SDK into its folder, as its lock file says, unless it is there. No install scripts: those would download
// browsers, and the tests use Debian's. traverse is held back by `overrides` in each package.json, because its newest
// version needs a package that not every registry has. `install`, not `ci`: for the same reason eyes-playwright's lock
// file lacks an optional package, which `ci` refuses.

const fs = require('node:fs');
const path = require('node:path');
const { npmCall, run } = require('../../scripts/programs.js');

const folders = fs
  .readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name.startsWith('eyes-'))
  .map(({ name }) => name);

const quiet = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--prefer-offline',
  '--loglevel=error',
];
const withoutBrowsers = { PUPPETEER_SKIP_DOWNLOAD: '1', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };

/**
 * Does what is missing, and remembers what it was made from.
 *
 * @param {string} name
 * @param {string} source the file that decides what there must be
 * @param {string} made the folder that is made from it
 * @param {() => void} make
 */
function once(name, source, made, make) {
  const mark = path.join(made, '.made-from');
  const wanted = fs.readFileSync(source, 'utf8');
  if (fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === wanted) return;
  console.error(`sdks: ${name}`);
  make();
  fs.writeFileSync(mark, wanted);
}

for (const name of folders) {
  const folder = path.join(__dirname, name);
  const lock = path.join(folder, 'package-lock.json');
  if (fs.existsSync(lock)) {
    once(`installing ${name}`, lock, path.join(folder, 'node_modules'), () =>
      run(...npmCall(['install', '--no-save', '--prefix', folder, ...quiet]), withoutBrowsers),
    );
  } else {
    const requirements = path.join(folder, 'requirements.txt');
    const venv = path.join(folder, '.venv');
    once(`installing ${name}`, requirements, venv, () => {
      run('python3', ['-m', 'venv', '--clear', venv]);
      run(path.join(venv, 'bin/pip'), ['install', '--quiet', '--no-deps', '-r', requirements]);
    });
  }
}

const storybook = path.join(__dirname, 'eyes-storybook');
const built = path.join(storybook, 'storybook-static');
once('building the Storybook', path.join(storybook, 'stories/shop.stories.js'), built, () => {
  run(...npmCall(['run', 'build', '--prefix', storybook, '--loglevel=error']), {
    STORYBOOK_DISABLE_TELEMETRY: '1',
  });
});

// The folders find our package here, as their users find it in node_modules.
const ours = path.join(__dirname, 'node_modules/eyes-batch-close');
if (!fs.existsSync(ours)) {
  fs.mkdirSync(path.dirname(ours), { recursive: true });
  fs.symlinkSync(path.join(__dirname, '../..'), ours, 'junction');
}
