// @ts-check
'use strict';

// The recipes of examples/ci: where their lines stand, and the variables that their providers set.

const fs = require('node:fs');
const path = require('node:path');

const FOLDER = path.join(__dirname, '../../examples/ci');
const SHARDS = 3;

/** @typedef {Record<string, string>} Variables */

/**
 * A recipe: where its lines stand, what makes the last job run after a failure, how all jobs name the build, and the
 * variables of a job.
 *
 * @typedef {object} Recipe
 * @property {string} file
 * @property {RegExp} line
 * @property {RegExp} always
 * @property {RegExp} build
 * @property {(shard: number) => Variables} job Shard 0 is the last job.
 * @property {string} batchId
 * @property {string} buildId
 */
/** @type {Recipe[]} */
const recipes = [
  {
    file: 'github-actions.yml',
    line: /^ {6}- run: (.*)$/gm,
    always:
      /^ {2}close:\n {4}needs: test\n(?: {4}#.*\n)? {4}if: always\(\) && needs\.test\.result != 'skipped'$/m,
    build: /^env:\n(?: {2}.*\n)* {2}APPLITOOLS_BATCH_BUILD_ID: \$\{\{ github\.run_id \}\}$/m,
    job: (shard) => ({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_RUN_ID: '41',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: shard > 0 ? 'test' : 'close',
      GITHUB_SHA: 'a1b2c3',
    }),
    batchId: 'github-41-1',
    buildId: '41',
  },
  {
    file: 'gitlab-ci.yml',
    line: /^ {4}- (?!if: )(.*)$/gm,
    always:
      /^close:\n(?: {2}.*\n)* {2}rules:\n {4}- if: \$APPLITOOLS_API_KEY\n(?: {6}#.*\n)? {6}when: always$/m,
    build: /^variables:\n(?: {2}#.*\n)* {2}APPLITOOLS_BATCH_BUILD_ID: \$CI_PIPELINE_ID$/m,
    job: (shard) => ({
      CI: 'true',
      GITLAB_CI: 'true',
      CI_PIPELINE_ID: '7000',
      CI_PIPELINE_IID: '12',
      CI_JOB_ID: `${90_000 + shard}`,
      ...(shard > 0 && { CI_NODE_INDEX: `${shard}`, CI_NODE_TOTAL: `${SHARDS}` }),
    }),
    batchId: 'gitlab-7000',
    buildId: '7000',
  },
  {
    file: 'Jenkinsfile',
    line: /^ *sh '(.*)'$/gm,
    always: /^ {2}post \{\n(?: {4}\/\/.*\n)? {4}always \{$/m,
    build:
      /^ {2}environment \{\n(?: {4}\/\/.*\n)* {4}APPLITOOLS_BATCH_BUILD_ID = "\$\{env\.BUILD_ID\}"$/m,
    job: (shard) => ({
      JENKINS_URL: 'https://jenkins.example/',
      BUILD_TAG: 'jenkins-shop-12',
      BUILD_ID: '12',
      BUILD_NUMBER: '12',
      EXECUTOR_NUMBER: `${shard}`,
      ...(shard > 0 && { SHARD: `${shard}` }),
    }),
    batchId: 'jenkins-shop-12',
    buildId: '12',
  },
];
exports.recipes = recipes;

/** The variables of a job, with the one that the recipe sets in all of them. @param {Recipe} recipe @param {number} shard */
exports.variablesOf = ({ job, buildId }, shard) => ({
  APPLITOOLS_BATCH_BUILD_ID: buildId,
  ...job(shard),
});

/** A recipe, and its lines: all but the last one are a shard's. @param {Recipe} recipe */
exports.read = ({ file, line }) => {
  const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
  const lines = [...text.matchAll(line)].map(([, found]) => found);
  return { text, shard: lines.slice(0, -1).join('\n'), last: lines.at(-1) ?? '' };
};

/** The page that goes with the recipes. */
exports.page = () => fs.readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
