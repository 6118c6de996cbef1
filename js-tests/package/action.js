// @ts-check
'use strict';

// Runs action.yml as a runner of GitHub does: its step, with the inputs put into the step's environment. In the place of
// npx stands a program that takes the same arguments and runs the command of the checkout.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const events = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { assertWithoutKey, bin, KEY } = require('../support/cli.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

const root = path.join(__dirname, '../..');
const { version } = require('../../package.json');

/** @type {{ inputs: Record<string, { default: string }>, outputs: object, runs: { steps: Record<string, any>[] } }} */
const action = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8'));
exports.action = action;

/** The one step. */
const [step] = action.runs.steps;

const NPX = `#!/bin/sh
[ "$1 $2" = "--yes eyes-batch-close@$WANTED_VERSION" ] || { echo "npx $*" >&2; exit 99; }
shift 2
exec '${process.execPath}' '${bin}' "$@"
`;

/**
 * What a step of the action printed, and what it set for later steps.
 * @typedef {{ status: number, output: string, outputs: Record<string, string>, environment: string }} Step
 */

/**
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} inputs
 * @param {Record<string, string>} environment
 * @returns {Promise<Step>}
 */
async function runAction(t, inputs, environment) {
  const folder = temporaryFolder(t);
  const file = (/** @type {string} */ name) => path.join(folder, name);
  fs.writeFileSync(file('npx'), NPX, { mode: 0o755 });
  for (const name of ['outputs', 'environment', 'summary']) fs.writeFileSync(file(name), '');
  const own = Object.entries(/** @type {Record<string, string>} */ (step.env)).map(
    ([variable, expression]) => {
      const input = /^\$\{\{ inputs\.(\S+) \}\}$/.exec(expression)?.[1] ?? '';
      return [variable, inputs[input] ?? action.inputs[input].default];
    },
  );
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: [folder, process.env.PATH].join(path.delimiter),
      WANTED_VERSION: version,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_RUN_ID: '41',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_ACTION_PATH: root,
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: file('outputs'),
      GITHUB_ENV: file('environment'),
      GITHUB_STEP_SUMMARY: file('summary'),
      ...environment,
      ...Object.fromEntries(own),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const [status] = await events.once(child, 'close');
  const read = (/** @type {string} */ name) => fs.readFileSync(file(name), 'utf8');
  for (const text of [output, read('outputs'), read('environment')]) assertWithoutKey(text);
  return { status, output, outputs: parsed(read('outputs')), environment: read('environment') };
}
exports.runAction = runAction;

/** The `NAME=VALUE` lines of a file of the runner. @param {string} text */
function parsed(text) {
  const lines = text.split('\n').filter((line) => line !== '');
  for (const line of lines) assert.match(line, /^[a-z-]+=/);
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
}

/** Opens a batch with one test. @param {{ url: string }} eyes @param {string} id */
async function openBatch(eyes, id) {
  const startInfo = { batchInfo: { id }, appIdOrName: 'app', scenarioIdOrName: 'test' };
  const response = await fetch(`${eyes.url}/api/sessions/running?apiKey=${KEY}`, {
    method: 'POST',
    body: JSON.stringify({ startInfo }),
  });
  assert.ok(response.ok, `${response.status}`);
}
exports.openBatch = openBatch;
