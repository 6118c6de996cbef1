// @ts-check
'use strict';

// What came of batches as a JUnit file: a suite for each batch, a case for each test. The elements are those that the
// schema of Jenkins has in common from junit-4.xsd to junit-10.xsd (jenkinsci/xunit-plugin), in its order.

const fs = require('node:fs');
const { counts } = require('../../lines.js');

/**
 * @typedef {import('../../index.js').ReadResult} ReadResult
 * @typedef {import('../../index.js').TestSummary} TestSummary
 * @typedef {'passed' | 'skipped' | 'error' | 'failure'} TestOutcome
 *
 * What a case says: `text` is of its verdict, `output` stands beside any.
 * @typedef {{ name: string, outcome: TestOutcome, type?: string, text: string,
 *   url?: string | undefined, output?: string | undefined }} Case
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
  for (const { name, outcome, text, type = text, url, output = url } of cases) {
    const element = suite.ele('testcase', { classname: batchId, name });
    // In the older schema `skipped` has no attributes.
    if (outcome === 'skipped') element.ele('skipped', text);
    else if (outcome !== 'passed') element.ele(outcome, { message: text, type }, url ?? text);
    if (output) element.ele('system-out', output);
  }
}

/** @param {import('../../index.js').BatchSummary} summary @returns {Case[]} */
function casesOf(summary) {
  const { tests = [], total } = summary;
  if (tests.length === 0 && total > 0) return [countedCase(summary)];
  return tests.map(({ name, status, environment, url }) => ({
    name: environment ? `${name} (${environment})` : name,
    outcome: OUTCOMES.get(status) ?? 'error',
    text: status || 'without a status',
    url,
  }));
}

/**
 * The one case of a batch of which the server told the counts alone.
 *
 * @param {import('../../index.js').BatchSummary} summary @returns {Case}
 */
function countedCase(summary) {
  const text = counts(summary);
  const outcome = outcomeOf(summary);
  const output = summary.url ? `${text}\n${summary.url}` : text;
  return { name: 'results', outcome, type: outcome, text, url: summary.url, output };
}

/** @param {import('../../index.js').BatchSummary} summary @returns {TestOutcome} */
function outcomeOf(summary) {
  if (summary.failed > 0 || summary.unresolved > 0) return 'failure';
  if (summary.aborted > 0) return 'error';
  if (summary.passed > 0 || summary.new > 0) return 'passed';
  return summary.empty > 0 ? 'skipped' : 'error';
}

/** The one case of a batch of which nothing could be read. @param {string} [message] @returns {Case} */
function unreadCase(message = 'its results were not read') {
  return { name: 'results', outcome: 'skipped', text: message };
}
