// @ts-check
'use strict';

// What GitHub reads in .github: whether workflows have no more rights than they need and run only what is pinned, and
// whether forms are forms.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { parse } = require('yaml');

const root = path.join(__dirname, '../..');

/** @param {string} folder */
function filesOf(folder) {
  return fs.readdirSync(path.join(root, folder)).map((name) => {
    const text = fs.readFileSync(path.join(root, folder, name), 'utf8');
    return { name, text, content: parse(text) };
  });
}

const workflows = filesOf('.github/workflows');

/** @param {string} name */
const workflow = (name) => workflows.find((each) => each.name === name)?.content;

for (const { name, text, content } of workflows) {
  /** @type {[string, Record<string, any>][]} */
  const jobs = Object.entries(content.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  describe(name, () => {
    test('names each action by its whole hash, with the version beside it, and none but those of GitHub', () => {
      const used = text.match(/\buses:.*$/gm) ?? [];
      assert.equal(used.length, steps.filter((step) => step.uses).length);
      for (const line of used) {
        assert.match(line, /^uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    });

    test('names each container by its digest', () => {
      for (const [, { container }] of jobs) {
        if (!container) continue;
        assert.match(container.image ?? container, /^node:[\w.-]+@sha256:[0-9a-f]{64}$/);
      }
    });

    test('may read the contents unless a job says what else it needs', () => {
      assert.deepEqual(content.permissions, { contents: 'read' });
    });

    test('has no expression in what it runs', () => {
      for (const { run = '' } of steps) assert.doesNotMatch(run, /\$\{\{/);
    });

    test('leaves no token behind in the checkout, and ends', () => {
      const checkouts = steps.filter((step) => step.uses?.startsWith('actions/checkout@'));
      for (const step of checkouts) assert.equal(step.with['persist-credentials'], false);
      for (const [, job] of jobs) assert.equal(typeof job['timeout-minutes'], 'number');
    });
  });
}

test('CI runs .ci/run for pushes and pull requests, without secrets', () => {
  const { on, jobs } = workflow('ci.yml');
  assert.deepEqual(Object.keys(on), ['push', 'pull_request']);
  assert.equal(jobs.test.steps.at(-1).run, '.ci/run');
  assert.doesNotMatch(JSON.stringify(jobs), /secrets\./);
});

describe('the release', () => {
  const { on, jobs } = workflow('release.yml');

  test('is of a tag that is a whole version, not of the one that users of the action name', () => {
    assert.deepEqual(on, { push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
  });

  test('publishes after all tests, with a provenance, what they have tested', () => {
    const commands = jobs.pack.steps.map((/** @type {{ run?: string }} */ step) => step.run ?? '');
    const order = ['.ci/run', 'npm run release -- --no-publish'].map((run) =>
      commands.indexOf(run),
    );
    assert.ok(order[0] !== -1 && order[0] < order[1], `${order}`);
    assert.ok(commands.some((/** @type {string} */ run) => run.includes('cargo audit')));
    assert.deepEqual([jobs.publish.needs, jobs.attach.needs], ['pack', 'publish']);
    assert.match(jobs.publish.steps.at(-1).run, /^npm publish \.\/\*\.tgz --provenance /m);
  });

  test('only the job that publishes may sign, only the last one may write, and neither has the sources', () => {
    const rights = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);
    assert.deepEqual(Object.fromEntries(rights), {
      pack: undefined,
      publish: { contents: 'read', 'id-token': 'write' },
      attach: { contents: 'write' },
    });
    for (const { steps } of [jobs.publish, jobs.attach]) {
      assert.doesNotMatch(JSON.stringify(steps), /actions\/checkout/);
    }
    assert.doesNotMatch(JSON.stringify(jobs.pack), /secrets\./);
  });
});

describe('issues', () => {
  for (const { name, content } of filesOf('.github/ISSUE_TEMPLATE')) {
    if (name === 'config.yml') continue;
    test(`${name} is a form with questions of its own`, () => {
      assert.deepEqual(Object.keys(content), ['name', 'description', 'labels', 'body']);
      const questions = content.body.filter((/** @type {any} */ each) => each.type !== 'markdown');
      for (const { type, attributes } of questions) {
        assert.ok(['textarea', 'input', 'dropdown'].includes(type), type);
        assert.equal(typeof attributes.label, 'string');
      }
      const ids = questions.map((/** @type {any} */ each) => each.id);
      assert.deepEqual([...new Set(ids)], ids);
    });
  }

  test('what may be a leak is reported in private', () => {
    const config = parse(
      fs.readFileSync(path.join(root, '.github/ISSUE_TEMPLATE/config.yml'), 'utf8'),
    );
    assert.equal(config.blank_issues_enabled, false);
    assert.match(config.contact_links[0].url, /\/security\/advisories\/new$/);
  });
});
