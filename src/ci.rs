//! The ID of a CI run that all of its jobs find in their own environment, so that they agree without talking.

use crate::options::Environment;
use crate::text::cut;

/// A run of a CI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CiRun {
    /// The provider, as the ID begins.
    pub provider: &'static str,
    /// The ID: the same in all jobs of the run, of `A-Z a-z 0-9 . _ -` only.
    pub id: String,
    /// Which attempt of the run it is, where the provider counts whole runs.
    pub attempt: Option<String>,
}

/// A provider in each line, the variable that tells it from others, and those that its ID is made of: none, where no
/// variable is the same in all jobs. Counters of jobs and steps have no place here, as they differ within a run.
///
/// Woodpecker and Harness set Drone's variables too, so they come before it.
const PROVIDERS: &str = "\
github GITHUB_ACTIONS GITHUB_RUN_ID
gitlab GITLAB_CI CI_PIPELINE_ID
circleci CIRCLECI CIRCLE_WORKFLOW_ID
jenkins JENKINS_URL BUILD_TAG
azure TF_BUILD BUILD_BUILDID
bitbucket BITBUCKET_BUILD_NUMBER BITBUCKET_PIPELINE_UUID
buildkite BUILDKITE BUILDKITE_BUILD_ID
travis TRAVIS TRAVIS_BUILD_ID
teamcity TEAMCITY_VERSION
appveyor APPVEYOR APPVEYOR_BUILD_ID
semaphore SEMAPHORE SEMAPHORE_WORKFLOW_ID
woodpecker CI_SYSTEM_NAME CI_REPO CI_PIPELINE_NUMBER
harness HARNESS_PROJECT_ID HARNESS_BUILD_ID
drone DRONE DRONE_REPO DRONE_BUILD_NUMBER
codebuild CODEBUILD_BUILD_ID
heroku HEROKU_TEST_RUN_ID HEROKU_TEST_RUN_ID
netlify NETLIFY DEPLOY_ID
vercel VERCEL VERCEL_DEPLOYMENT_ID
bitrise BITRISE_IO BITRISEIO_PIPELINE_ID
bamboo bamboo_buildKey bamboo_planKey bamboo_buildNumber
cirrus CIRRUS_CI CIRRUS_BUILD_ID
codefresh CF_BUILD_ID CF_BUILD_ID
codemagic CM_BUILD_ID CM_BUILD_ID
";

/// Why there is no ID outside of any CI.
pub const UNKNOWN: &str = "no CI was recognised";

/// GitHub alone counts the attempts of whole runs; they are a part of its ID.
const ATTEMPT: &str = "GITHUB_RUN_ATTEMPT";

/// The CI run that this process is a part of; or why there is no ID that all jobs share.
pub fn find(environment: &Environment<'_>) -> Result<CiRun, String> {
    let value = |name: &'static str| environment.first(&[name]).map(|given| given.text);
    let mut table = PROVIDERS;
    while let Some((row, below)) = cut(table, "\n") {
        table = below;
        let (provider, variables) = first_word(row);
        let (marker, mut variables) = first_word(variables);
        if value(marker).is_none() {
            continue;
        }
        if variables.is_empty() {
            return Err(said(provider, " has no ID that all jobs of a run share"));
        }
        let mut id = provider.to_owned();
        while !variables.is_empty() {
            let (name, others) = first_word(variables);
            variables = others;
            match value(name) {
                // In a matrix project of Jenkins, a value that differs from axis to axis.
                Some(text) if !text.as_bytes().contains(&b'=') => add(&mut id, &text),
                _ => return Err(said(name, " is not set, or not the same in all jobs")),
            }
        }
        let attempt = value(ATTEMPT).filter(|_| provider == "github");
        if let Some(attempt) = &attempt {
            add(&mut id, attempt);
        }
        return Ok(CiRun { provider, id, attempt });
    }
    Err(UNKNOWN.to_owned())
}

fn said(name: &str, problem: &str) -> String {
    let mut reason = name.to_owned();
    reason.push_str(problem);
    reason
}

fn first_word(words: &'static str) -> (&'static str, &'static str) {
    cut(words, " ").unwrap_or((words, ""))
}

/// Adds a part to an ID. A character that an ID shall not have becomes `_` and its hexadecimal code, so that different
/// values stay different; the braces around a UUID are dropped.
fn add(id: &mut String, part: &str) {
    // Jenkins' BUILD_TAG begins with its name.
    let part = match cut(part, "jenkins-") {
        Some(("", tag)) => tag,
        _ => part,
    };
    id.push('-');
    for byte in part.bytes() {
        let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
        match byte {
            b'{' | b'}' => {}
            b'_' => id.push_str("__"),
            _ if byte.is_ascii_alphanumeric() || b"-.".contains(&byte) => id.push(char::from(byte)),
            _ => id.extend(['_', digit(byte >> 4), digit(byte & 15)]),
        }
    }
}
