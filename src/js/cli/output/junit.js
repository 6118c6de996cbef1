// @ts-check
'use strict';

// What came of batches as a JUnit file: a suite for each batch, a case for each test. The elements are those that the
// schema of Jenkins has in common from junit-4.xsd to junit-10.xsd (jenkinsci/xunit-plugin), in its order.

const fs = require('node:fs');

/**
 * @typedef {import('../../index.js').ReadResult} ReadResult
 * @typedef {import('../../index.js').TestSummary} TestSummary
 * @typedef {'passed' | 'skipped' | 'error' | 'failure'} TestOutcome
 */

/** What each status is to JUnit, which knows no more; a word that is not known here is an error. */
const OUTCOMES = new Map(
  /** @type {[string, TestOutcome][]} */ ([
    ['passed', 'passed'],
    ['new', 'passed'],
    ['empty', 'skipped'],
    ['aborted', 'error'],
    ['failed', 'failure'],
    ['unresolved', 'failure'],
  ]),
);

/**
 * Writes the file. Throws what the system throws.
 *
 * @param {string} file
 * @param {ReadResult[]} results
 */
exports.writeJunit = (file, results) => {
  const { create } = require('xmlbuilder');
  const document = create(
    'testsuites',
    { version: '1.0', encoding: 'UTF-8' },
    { invalidCharReplacement: '\ufffd' },
  );
  for (const result of results) addSuite(document, result);
  fs.writeFileSync(file, `${document.end({ pretty: true })}\n`);
};

/** @param {import('xmlbuilder').XMLElement} document @param {ReadResult} result */
function addSuite(document, { batchId, summary, summaryError }) {
  const cases = summary ? casesOf(summary) : [unreadCase(summaryError?.message)];
  const count = (/** @type {TestOutcome} */ outcome) =>
    cases.filter((each) => each.outcome === outcome).length;
  const suite = document.ele('testsuite', {
    name: batchId,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  });
  if (summary?.url) {
    suite.ele('properties').ele('property', { name: 'url', value: summary.url });
  }
  for (const { name, outcome, text, url } of cases) {
    const element = suite.ele('testcase', { classname: batchId, name });
    // In the older schema `skipped` has no attributes.
    if (outcome === 'skipped') element.ele('skipped', text);
    else if (outcome !== 'passed') element.ele(outcome, { message: text, type: text }, url ?? text);
    if (url) element.ele('system-out', url);
  }
}

/** @param {import('../../index.js').BatchSummary} summary */
function casesOf({ tests = [] }) {
  return tests.map(({ name, status, environment, url }) => ({
    name: environment ? `${name} (${environment})` : name,
    outcome: OUTCOMES.get(status) ?? 'error',
    text: status || 'without a status',
    url,
  }));
}

/** The one case of a batch of which nothing could be read. @param {string} [message] */
function unreadCase(message = 'its results were not read') {
  const outcome = /** @type {TestOutcome} */ ('skipped');
  return { name: 'results', outcome, text: message, url: undefined };
}
