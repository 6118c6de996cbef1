// @ts-check
'use strict';

// The pages use the GitHub Action as action.yml describes it. What its steps do is tested where they are.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { parse } = require('yaml');
const { version } = require('../../package.json');
const { blocks } = require('../support/documented-blocks.js');
const { codeBlock, inlineCode, read } = require('../support/documents.js');

/** @typedef {{ uses?: string, run?: string, with?: Record<string, string> }} Step */

/** What action.yml says. @type {{ inputs: object, outputs: object }} */
const action = parse(read('action.yml'));

const commands = ['run', 'env', 'close'];
const major = `v${version.split('.')[0]}`;

/** The jobs of a workflow; steps alone are one. @param {string} code @returns {{ steps: Step[] }[]} */
function jobsOf(code) {
  const content = parse(code);
  return Array.isArray(content) ? [{ steps: content }] : Object.values(content.jobs);
}

for (const { page, has } of blocks.action) {
  test(`${page} gives the action inputs that it has: ${has}`, () => {
    const steps = jobsOf(codeBlock(page, has)).flatMap((job) => job.steps);
    const ours = steps.filter((step) => step.uses?.includes('/eyes-batch-close@'));
    assert.ok(ours.length > 0);
    for (const { uses, with: inputs = {} } of ours) {
      assert.equal(uses?.split('@')[1], major);
      const unknown = Object.keys(inputs).filter((name) => !Object.hasOwn(action.inputs, name));
      assert.deepEqual(unknown, []);
      assert.ok(commands.includes(inputs.command), inputs.command);
    }
  });
}

test('the workflow of docs/command-line.md is a whole one', () => {
  const workflow = parse(codeBlock('docs/command-line.md', 'command: close'));
  assert.deepEqual(Object.keys(workflow), ['name', 'on', 'jobs']);
  for (const [name, { 'runs-on': runsOn, steps }] of Object.entries(workflow.jobs)) {
    assert.equal(runsOn, 'ubuntu-latest');
    const kinds = steps.map((/** @type {Step} */ { uses = '', run = '' }) =>
      `${uses}${run}`
        .replace(/^.*\/(?=eyes-batch-close@)|@.*/g, '')
        .split(' ')
        .slice(0, 3)
        .join(' '),
    );
    const brings = ['actions/checkout', 'actions/setup-node', 'npm ci', 'npx playwright install'];
    const expected =
      name === 'close'
        ? ['actions/setup-node', 'eyes-batch-close']
        : [...brings, 'eyes-batch-close', 'npx playwright test'];
    assert.deepEqual(kinds, expected);
  }
  const node = JSON.stringify(workflow).match(/"node-version":(\d+)/g) ?? [];
  assert.deepEqual(new Set(node), new Set(['"node-version":22']));
  const { close, test: tests } = workflow.jobs;
  assert.deepEqual([close.needs, close.if], ['test', 'always()']);
  assert.equal(tests.steps.at(-1).env.APPLITOOLS_BATCH_NOTIFY, true);
});

test('README names the commands of the action', () => {
  const [, named = ''] =
    /`uses: \S+\/eyes-batch-close@(v\d+)` with `command: run`, `close` or `env`/.exec(
      read('README.md'),
    ) ?? [];
  assert.equal(named, major);
});

test('docs/command-line.md names the outputs of the action', () => {
  const code = inlineCode('docs/command-line.md');
  const names = Object.keys(action.outputs);
  assert.deepEqual(names, ['batch-id', 'report']);
  assert.ok(names.every((name) => code.includes(name)));
});
