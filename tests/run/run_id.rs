//! The one batch ID for all jobs of a run.

use eyes_batch_close::config::batch_id::BatchId;
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::run::ci::NoSharedId;
use eyes_batch_close::run::run_id::RunIdSource;

use crate::support::environment::{GITHUB, ID, Variables, environment};

fn find(variables: Variables<'_>, name: Option<&str>) -> Result<RunIdSource, Error> {
    RunIdSource::find(&environment(variables), name)
}

fn comes_to(variables: Variables<'_>, name: Option<&str>, source: RunIdSource, is_unshared: bool) {
    let found = find(variables, name).unwrap();
    assert_eq!(found.is_unshared(&environment(variables)), is_unshared, "{variables:?}");
    assert_eq!(found, source);
}

fn id(text: &str) -> BatchId {
    BatchId::parse(text).unwrap()
}

fn github() -> RunIdSource {
    RunIdSource::Ci {
        provider: "github",
        id: "github-123-1".to_owned(),
    }
}

#[test]
fn it_is_the_same_in_all_jobs_where_that_can_be() {
    let all = [&[ID][..], &GITHUB[..]].concat();
    comes_to(&all, None, RunIdSource::Environment(id("nightly")), false);
    comes_to(&GITHUB, None, github(), false);
    comes_to(&[], None, RunIdSource::Generated(NoSharedId::NoCi), false);
    // Here other jobs will have another one.
    comes_to(&[("CI", "true")], None, RunIdSource::Generated(NoSharedId::NoCi), true);
    comes_to(
        &[("TEAMCITY_VERSION", "1")],
        None,
        RunIdSource::Generated(NoSharedId::Provider("teamcity")),
        true,
    );
    comes_to(
        &[("GITLAB_CI", "1")],
        None,
        RunIdSource::Generated(NoSharedId::Variable("CI_PIPELINE_ID")),
        true,
    );
}

#[test]
fn a_run_with_a_name_has_its_id_in_the_store_unless_the_variable_has_one() {
    comes_to(&GITHUB, Some("build 7"), RunIdSource::Store(id("build 7")), false);
    comes_to(
        &[("CI", "1")],
        Some("build 7"),
        RunIdSource::Store(id("build 7")),
        false,
    );
    comes_to(&[ID], Some("build 7"), RunIdSource::Environment(id("nightly")), false);
    for blank in ["", " ", "undefined", "\u{fffd}", "."] {
        let error = find(&[ID], Some(blank)).unwrap_err();
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::InvalidOption, Some("run"))
        );
    }
}

#[test]
fn a_variable_that_went_wrong_gives_no_id() {
    for text in ["undefined", "null", ".."] {
        let variables = [&[("APPLITOOLS_BATCH_ID", text)][..], &GITHUB[..]].concat();
        assert_eq!(find(&variables, None).unwrap_err().code, Code::InvalidBatchId);
    }
    assert_eq!(find(&[("APPLITOOLS_BATCH_ID", " ")], None), find(&[], None));
}
