// @ts-check
'use strict';

// What is said where sessions and closes of one batch name different builds. A server without an SCM integration (with
// GitHub, GitLab and so on) does not mind. Where there is one, SDKs take a build ID from the CI by themselves
// (@applitools/core, extract-git-info.js), and GitLab's CI_JOB_ID differs from job to job.

const { short } = require('./refusal.js');

const OTHERWISE =
  'a server with an SCM integration may take them for different batches. Set APPLITOOLS_BATCH_BUILD_ID to the ID' +
  ' of the CI run, the same in all jobs, the closing one too';

/** @param {(string | undefined)[]} builds different ones, of which two are named */
exports.sessionsDiffer = ([first, second, ...others]) => {
  const named = `some of its sessions name ${build(first)}, others ${build(second)}`;
  return `${named}${others.length > 0 ? ' and others' : ''}: ${OTHERWISE}`;
};

/**
 * @param {string | undefined} sessions
 * @param {string | undefined} close
 */
exports.closeDiffers = (sessions, close) =>
  `its sessions name ${build(sessions)}, and the close ${build(close)}: ${OTHERWISE}`;

/** @param {string | undefined} id */
function build(id) {
  return id === undefined ? 'no build ID' : `the build ID ${JSON.stringify(short(id))}`;
}
