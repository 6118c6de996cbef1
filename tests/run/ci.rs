//! The ID that all jobs of a CI run share, for every provider, and over its re-runs.

use eyes_batch_close::run::ci::{NoSharedId, find};

use crate::support::environment::{Variables, environment};

fn found(variables: Variables<'_>) -> Result<(&'static str, String), NoSharedId> {
    find(&environment(variables)).map(|run| (run.provider, run.id))
}

fn id(variables: Variables<'_>) -> String {
    found(variables).unwrap().1
}

/// An environment, written as `NAME=value NAME=value`.
fn variables(text: &str) -> Vec<(&str, &str)> {
    let variables = text.split_whitespace();
    variables.map(|variable| variable.split_once('=').unwrap()).collect()
}

#[test]
fn every_provider_has_an_id_that_its_jobs_share() {
    let table = [
        (
            "GITHUB_ACTIONS=true GITHUB_RUN_ID=123 GITHUB_RUN_ATTEMPT=1",
            "github-123-1",
        ),
        ("GITLAB_CI=true CI_PIPELINE_ID=77 CI_JOB_ID=9", "gitlab-77"),
        (
            "CIRCLECI=true CIRCLE_WORKFLOW_ID=0a1b-4000 CIRCLE_BUILD_NUM=4",
            "circleci-0a1b-4000",
        ),
        ("JENKINS_URL=https://ci/ BUILD_TAG=jenkins-shop-12", "jenkins-shop-12"),
        ("TF_BUILD=True BUILD_BUILDID=501 BUILD_BUILDNUMBER=x", "azure-501"),
        (
            "BITBUCKET_BUILD_NUMBER=8 BITBUCKET_PIPELINE_UUID={0a1b-4000}",
            "bitbucket-0a1b-4000",
        ),
        (
            "BUILDKITE=true BUILDKITE_BUILD_ID=0a1b-4000 BUILDKITE_JOB_ID=j",
            "buildkite-0a1b-4000",
        ),
        ("TRAVIS=true TRAVIS_BUILD_ID=6 TRAVIS_JOB_ID=7", "travis-6"),
        ("APPVEYOR=True APPVEYOR_BUILD_ID=5 APPVEYOR_JOB_ID=j", "appveyor-5"),
        (
            "SEMAPHORE=true SEMAPHORE_WORKFLOW_ID=0a1b-4000 SEMAPHORE_JOB_ID=j",
            "semaphore-0a1b-4000",
        ),
        (
            "CI_SYSTEM_NAME=woodpecker CI_REPO=acme/shop CI_PIPELINE_NUMBER=3 DRONE=true",
            "woodpecker-acme_2fshop-3",
        ),
        ("HARNESS_PROJECT_ID=p HARNESS_BUILD_ID=21 DRONE=true", "harness-21"),
        (
            "DRONE=true DRONE_REPO=acme/shop DRONE_BUILD_NUMBER=3",
            "drone-acme_2fshop-3",
        ),
        ("HEROKU_TEST_RUN_ID=h-1", "heroku-h-1"),
        ("NETLIFY=true DEPLOY_ID=d1", "netlify-d1"),
        ("VERCEL=1 VERCEL_DEPLOYMENT_ID=dpl_1", "vercel-dpl__1"),
        (
            "BITRISE_IO=true BITRISEIO_PIPELINE_ID=b1 BITRISE_BUILD_NUMBER=2",
            "bitrise-b1",
        ),
        (
            "bamboo_buildKey=SHOP-UI-JOB1 bamboo_planKey=SHOP-UI bamboo_buildNumber=4",
            "bamboo-SHOP-UI-4",
        ),
        ("CIRRUS_CI=true CIRRUS_BUILD_ID=61 CIRRUS_TASK_ID=62", "cirrus-61"),
        ("CF_BUILD_ID=c1", "codefresh-c1"),
        ("CM_BUILD_ID=m1", "codemagic-m1"),
    ];
    for (environment, id) in table {
        let (provider, found) = found(&variables(environment)).unwrap();
        assert_eq!(found, id);
        assert!(id.starts_with(&format!("{provider}-")), "{id}");
    }
}

#[test]
fn a_provider_without_a_shared_id_gives_none_and_says_so() {
    let table = [
        ("", "no CI was recognised"),
        ("CI=true BUILD_ID=7 BUILD_NUMBER=7", "no CI was recognised"),
        (
            "TEAMCITY_VERSION=2026.1 BUILD_NUMBER=7",
            "teamcity has no ID that all jobs of a run share",
        ),
        (
            "CODEBUILD_BUILD_ID=shop:1 CODEBUILD_BATCH_BUILD_IDENTIFIER=one",
            "codebuild has no ID that all jobs of a run share",
        ),
        (
            "GITLAB_CI=true CI_JOB_ID=9",
            "CI_PIPELINE_ID is not set, or not the same in all jobs",
        ),
        (
            "DRONE=true DRONE_REPO=a/b",
            "DRONE_BUILD_NUMBER is not set, or not the same in all jobs",
        ),
        (
            "BITRISE_IO=true BITRISE_BUILD_NUMBER=2",
            "BITRISEIO_PIPELINE_ID is not set, or not the same in all jobs",
        ),
        (
            "JENKINS_URL=https://ci/ BUILD_TAG=jenkins-shop-BROWSER=chrome-12",
            "BUILD_TAG is not set, or not the same in all jobs",
        ),
    ];
    for (environment, reason) in table {
        assert_eq!(found(&variables(environment)).unwrap_err().to_string(), reason);
    }
}

#[test]
fn github_counts_the_attempts_of_a_run() {
    let run = |attempt| {
        [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_RUN_ID", "123"),
            ("GITHUB_RUN_ATTEMPT", attempt),
        ]
    };
    assert_eq!(id(&run("1")), "github-123-1");
    assert_eq!(id(&run("2")), "github-123-2");
    assert_eq!(id(&run(" ")), "github-123");
}

#[test]
fn a_job_that_is_tried_again_keeps_the_id_of_its_run() {
    let table = [
        ("GITLAB_CI=true CI_PIPELINE_ID=77", "CI_JOB_ID=10 CI_JOB_RETRY_COUNT=1"),
        (
            "BUILDKITE=true BUILDKITE_BUILD_ID=u",
            "BUILDKITE_JOB_ID=j2 BUILDKITE_RETRY_COUNT=1",
        ),
        (
            "TF_BUILD=True BUILD_BUILDID=501",
            "SYSTEM_STAGEATTEMPT=2 SYSTEM_JOBATTEMPT=2",
        ),
        (
            "BITBUCKET_BUILD_NUMBER=8 BITBUCKET_PIPELINE_UUID={u}",
            "BITBUCKET_STEP_RUN_NUMBER=2 BITBUCKET_STEP_UUID={s}",
        ),
        // An attempt that is not GitHub's.
        ("CIRCLECI=true CIRCLE_WORKFLOW_ID=w", "GITHUB_RUN_ATTEMPT=2"),
    ];
    for (run, attempt) in table {
        let again = [variables(run), variables(attempt)].concat();
        assert_eq!(id(&again), id(&variables(run)));
    }
}

#[test]
fn a_blank_variable_counts_as_unset() {
    let table: &[Variables<'_>] = &[
        &[("GITHUB_ACTIONS", ""), ("GITHUB_RUN_ID", "123")],
        &[("GITHUB_ACTIONS", "true"), ("GITHUB_RUN_ID", "  ")],
        &[("GITHUB_ACTIONS", "true"), ("GITHUB_RUN_ID", "undefined")],
    ];
    for variables in table {
        assert!(found(variables).is_err(), "{variables:?}");
    }
    assert_eq!(id(&[("TRAVIS", " "), ("CM_BUILD_ID", " m1\n")]), "codemagic-m1");
}

#[test]
fn an_id_has_plain_characters_only_and_different_values_stay_different() {
    let tags = [
        "a/b", "a-b", "a_b", "a_2fb", "a__b", "a%2Fb", "a b", "a:b", "a.b", "ä", "Ab", "ab",
    ];
    let ids: Vec<String> = tags
        .iter()
        .map(|tag| id(&[("JENKINS_URL", "u"), ("BUILD_TAG", tag)]))
        .collect();
    for (at, id) in ids.iter().enumerate() {
        assert!(
            id.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)),
            "{id}"
        );
        assert!(!ids[..at].contains(id), "{id}");
    }
    let tag = "jenkins-Shop UI » Ω-7";
    assert_eq!(
        id(&[("JENKINS_URL", "u"), ("BUILD_TAG", tag)]),
        "jenkins-Shop_20UI_20_c2_bb_20_ce_a9-7"
    );
}

#[test]
fn only_jenkins_own_name_is_dropped_from_its_tag() {
    let woodpecker = |repo| {
        id(&[
            ("CI_SYSTEM_NAME", "woodpecker"),
            ("CI_REPO", repo),
            ("CI_PIPELINE_NUMBER", "3"),
        ])
    };
    assert_eq!(woodpecker("jenkins-infra/x"), "woodpecker-jenkins-infra_2fx-3");
    assert_eq!(woodpecker("infra/x"), "woodpecker-infra_2fx-3");
    assert_eq!(
        id(&[("GITLAB_CI", "1"), ("CI_PIPELINE_ID", "jenkins-7")]),
        "gitlab-jenkins-7"
    );
    let jenkins = |tag| id(&[("JENKINS_URL", "u"), ("BUILD_TAG", tag)]);
    assert_eq!(jenkins("jenkins-jenkins-7"), "jenkins-jenkins-7");
    assert_eq!(jenkins("shop-7"), "jenkins-shop-7");
}

#[test]
fn of_several_marked_providers_the_inner_one_counts() {
    let drone = [("DRONE", "true"), ("DRONE_REPO", "a/b"), ("DRONE_BUILD_NUMBER", "3")];
    let woodpecker = [("CI_SYSTEM_NAME", "w"), ("CI_REPO", "a/b"), ("CI_PIPELINE_NUMBER", "4")];
    assert_eq!(id(&[&drone[..], &woodpecker].concat()), "woodpecker-a_2fb-4");
    // Of a provider that is marked, another one's ID is not taken.
    assert_eq!(
        found(&[&drone[..], &[("HARNESS_PROJECT_ID", "p")]].concat()),
        Err(NoSharedId::Variable("HARNESS_BUILD_ID"))
    );
}

#[test]
fn braces_are_dropped_only_around_the_whole_of_a_value() {
    let bitbucket = |uuid| id(&[("BITBUCKET_BUILD_NUMBER", "8"), ("BITBUCKET_PIPELINE_UUID", uuid)]);
    assert_eq!(bitbucket("{u}"), "bitbucket-u");
    assert_eq!(bitbucket("{u"), "bitbucket-_7bu");
    assert_eq!(bitbucket("u}"), "bitbucket-u_7d");
}
