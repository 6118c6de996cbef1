//! The ID of a CI run that all of its jobs find in their own environment, so that they agree without talking.

use crate::config::environment::Environment;

/// A run of a CI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CiRun {
    /// The provider, as the ID begins.
    pub provider: &'static str,
    /// The ID: the same in all jobs of the run, of `A-Z a-z 0-9 . _ -` only.
    pub id: String,
}

/// Why there is no ID that all jobs of a run share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSharedId {
    /// Outside of any CI, or in one that is not known.
    #[error("no CI was recognised")]
    NoCi,
    /// None of its variables is the same in all jobs.
    #[error("{0} has no ID that all jobs of a run share")]
    Provider(&'static str),
    /// It is blank, or differs from job to job.
    #[error("{0} is not set, or not the same in all jobs")]
    Variable(&'static str),
}

/// A CI, and where it says which run this is.
struct Provider {
    name: &'static str,
    /// The variable that tells it from others.
    marker: &'static str,
    /// Those that its ID is made of: the same in all jobs of a run. Counters of jobs and steps have no place here. None,
    /// where no variable is the same in all jobs.
    id_variables: &'static [&'static str],
    /// The variable that counts the attempts of whole runs.
    attempt_variable: Option<&'static str>,
    /// How the value of the first variable begins, where the provider's own name stands in it.
    prefix: &'static str,
}

const fn provider(name: &'static str, marker: &'static str, id_variables: &'static [&'static str]) -> Provider {
    Provider {
        name,
        marker,
        id_variables,
        attempt_variable: None,
        prefix: "",
    }
}

/// From the providers' own lists of variables; Woodpecker and Harness set Drone's variables too, so they come before it.
const PROVIDERS: [Provider; 23] = [
    // https://docs.github.com/actions/reference/workflows-and-actions/variables
    Provider {
        attempt_variable: Some("GITHUB_RUN_ATTEMPT"),
        ..provider("github", "GITHUB_ACTIONS", &["GITHUB_RUN_ID"])
    },
    // https://docs.gitlab.com/ci/variables/predefined_variables/
    provider("gitlab", "GITLAB_CI", &["CI_PIPELINE_ID"]),
    // https://circleci.com/docs/reference/variables/
    provider("circleci", "CIRCLECI", &["CIRCLE_WORKFLOW_ID"]),
    // https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables
    Provider {
        prefix: "jenkins-",
        ..provider("jenkins", "JENKINS_URL", &["BUILD_TAG"])
    },
    // https://learn.microsoft.com/azure/devops/pipelines/build/variables
    provider("azure", "TF_BUILD", &["BUILD_BUILDID"]),
    // https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
    provider("bitbucket", "BITBUCKET_BUILD_NUMBER", &["BITBUCKET_PIPELINE_UUID"]),
    // https://buildkite.com/docs/pipelines/configure/environment-variables
    provider("buildkite", "BUILDKITE", &["BUILDKITE_BUILD_ID"]),
    // https://docs.travis-ci.com/user/environment-variables/
    provider("travis", "TRAVIS", &["TRAVIS_BUILD_ID"]),
    // https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html: teamcity.build.id is no variable.
    provider("teamcity", "TEAMCITY_VERSION", &[]),
    // https://www.appveyor.com/docs/environment-variables/
    provider("appveyor", "APPVEYOR", &["APPVEYOR_BUILD_ID"]),
    // https://docs.semaphoreci.com/reference/env-vars
    provider("semaphore", "SEMAPHORE", &["SEMAPHORE_WORKFLOW_ID"]),
    // https://woodpecker-ci.org/docs/usage/environment
    provider("woodpecker", "CI_SYSTEM_NAME", &["CI_REPO", "CI_PIPELINE_NUMBER"]),
    // https://developer.harness.io/docs/continuous-integration/troubleshoot-ci/ci-env-var/
    provider("harness", "HARNESS_PROJECT_ID", &["HARNESS_BUILD_ID"]),
    // https://docs.drone.io/pipeline/environment/reference/
    provider("drone", "DRONE", &["DRONE_REPO", "DRONE_BUILD_NUMBER"]),
    // https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html: each job is a build.
    provider("codebuild", "CODEBUILD_BUILD_ID", &[]),
    // https://devcenter.heroku.com/articles/heroku-ci#immutable-environment-variables
    provider("heroku", "HEROKU_TEST_RUN_ID", &["HEROKU_TEST_RUN_ID"]),
    // https://docs.netlify.com/build/configure-builds/environment-variables/
    provider("netlify", "NETLIFY", &["DEPLOY_ID"]),
    // https://vercel.com/docs/environment-variables/system-environment-variables
    provider("vercel", "VERCEL", &["VERCEL_DEPLOYMENT_ID"]),
    // https://docs.bitrise.io/en/bitrise-ci/references/available-environment-variables.html
    provider("bitrise", "BITRISE_IO", &["BITRISEIO_PIPELINE_ID"]),
    // https://confluence.atlassian.com/bamboo/bamboo-variables-289277087.html
    provider("bamboo", "bamboo_buildKey", &["bamboo_planKey", "bamboo_buildNumber"]),
    // https://cirrus-ci.org/guide/writing-tasks/#environment-variables
    provider("cirrus", "CIRRUS_CI", &["CIRRUS_BUILD_ID"]),
    // https://codefresh.io/docs/docs/pipelines/variables/
    provider("codefresh", "CF_BUILD_ID", &["CF_BUILD_ID"]),
    // https://docs.codemagic.io/yaml-basic-configuration/environment-variables/
    provider("codemagic", "CM_BUILD_ID", &["CM_BUILD_ID"]),
];

/// The CI run that this process is a part of.
pub fn find(environment: &dyn Environment) -> Result<CiRun, NoSharedId> {
    let value = |name: &'static str| environment.first(&[name]).map(|variable| variable.text);
    let is_marked = |provider: &&Provider| value(provider.marker).is_some();
    let provider = PROVIDERS.iter().find(is_marked).ok_or(NoSharedId::NoCi)?;
    if provider.id_variables.is_empty() {
        return Err(NoSharedId::Provider(provider.name));
    }
    let mut id = provider.name.to_owned();
    for name in provider.id_variables {
        // In a matrix project of Jenkins, a value that differs from axis to axis has `axis=value` in it.
        let text = value(name).filter(|text| !text.contains('='));
        let text = text.ok_or(NoSharedId::Variable(name))?;
        add_part(&mut id, text.strip_prefix(provider.prefix).unwrap_or(&text));
    }
    if let Some(attempt) = provider.attempt_variable.and_then(value) {
        add_part(&mut id, &attempt);
    }
    Ok(CiRun {
        provider: provider.name,
        id,
    })
}

/// Adds a part to an ID. A character that an ID shall not have becomes `_` and its hexadecimal code, so that different
/// values stay different; the braces around a UUID are dropped.
fn add_part(id: &mut String, part: &str) {
    let uuid = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    id.push('-');
    for byte in uuid.unwrap_or(part).bytes() {
        match byte {
            b'_' => id.push_str("__"),
            b'-' | b'.' => id.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => id.push(char::from(byte)),
            _ => id.push_str(&format!("_{byte:02x}")),
        }
    }
}
