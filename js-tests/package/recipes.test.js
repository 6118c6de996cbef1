// @ts-check
'use strict';

// The recipes of examples/ci as texts: where they run the tests, and what gets the key. Their lines are run in js-tests/examples.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runInNewContext } = require('node:vm');
const { parse } = require('yaml');
const { read, recipes } = require('../support/recipes.js');

const [github, gitlab, jenkins] = recipes;

test('GitHub runs the tests where there is a key: not for a fork, but in a repository that is one', () => {
  const [, condition = ''] =
    /^ {2}test:\n(?: {4}#.*\n)* {4}if: (.*)$/m.exec(read(github).text) ?? [];
  const runs = (/** @type {string} */ event_name, /** @type {string} */ full_name) => {
    const event = { pull_request: { head: { repo: { full_name, fork: true } } } };
    return runInNewContext(condition, { github: { event_name, event, repository: 'me/shop' } });
  };
  assert.deepEqual(
    [runs('push', ''), runs('pull_request', 'me/shop'), runs('pull_request', 'you/shop')],
    [true, true, false],
  );
});

test('GitLab runs the tests where there is a key, once for a branch with a merge request', () => {
  const { test: tests, workflow } = parse(read(gitlab).text);
  assert.deepEqual(tests.rules, [{ if: '$APPLITOOLS_API_KEY' }]);
  assert.deepEqual(workflow.rules, [{ if: '$CI_PIPELINE_SOURCE != "merge_request_event"' }]);
});

test('all switch the notification on where the tests run', () => {
  const run = parse(read(github).text).jobs.test.steps.at(-1);
  assert.equal(run.env.APPLITOOLS_BATCH_NOTIFY, true);
  assert.equal(parse(read(gitlab).text).test.variables.APPLITOOLS_BATCH_NOTIFY, 'true');
  assert.match(
    read(jenkins).text,
    /^ {2}environment \{\n(?: {4}.*\n)* {4}APPLITOOLS_BATCH_NOTIFY = 'true'$/m,
  );
});

test('Jenkins gives the key to the tests and to the close, and not to what npm installs', () => {
  const { text } = read(jenkins);
  const given =
    /^( *)withCredentials\(\[string\(.*'APPLITOOLS_API_KEY'\)\]\) \{\n *sh '(.*)'\n\1\}$/gm;
  const commands = [...text.matchAll(given)].map(([, , line]) => line);
  assert.deepEqual(
    commands.map((line) => line.split(' ')[1]),
    ['playwright', '--yes'],
  );
  assert.equal(text.match(/APPLITOOLS_API_KEY|credentials\(/g)?.length, 2);
});
