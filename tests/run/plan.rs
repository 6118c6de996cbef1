//! Plans of runs: which batch a run has, and who named it.

use eyes_batch_close::config::batch_id::BatchId;
use eyes_batch_close::config::options::Value;
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::run::plan::{self, Action, Phase, RunContext, RunPlan};
use eyes_batch_close::run::resolved_batch::BatchSource;

use crate::support::environment::{GITHUB, ID, Variables, environment};
use crate::support::settings::{Given, number, options, text, texts};

pub const FRESH: &str = "2026-01-31t23-59-59-build-box-0123456789abcdef";

/// A plan in a phase; nothing was generated before.
pub fn try_plan(phase: Phase, given: Given<'_>, variables: Variables<'_>) -> Result<RunPlan, Error> {
    try_plan_again(phase, false, given, variables)
}

/// A plan in a phase; this process may have generated the ID that the variable has.
pub fn try_plan_again(
    phase: Phase,
    is_generated: bool,
    given: Given<'_>,
    variables: Variables<'_>,
) -> Result<RunPlan, Error> {
    let context = RunContext {
        phase,
        is_generated,
        fresh_id: FRESH.to_owned(),
    };
    plan::plan(&options(given), &environment(variables), &context)
}

/// A plan before the first test.
pub fn plan_before(given: Given<'_>, variables: Variables<'_>) -> RunPlan {
    try_plan(Phase::BeforeTests, given, variables).unwrap()
}

/// A plan in a phase.
pub fn plan_in(phase: Phase, given: Given<'_>, variables: Variables<'_>) -> RunPlan {
    try_plan(phase, given, variables).unwrap()
}

/// The shard `1/total` as an option.
pub fn shard_of(total: u32) -> (&'static str, Value) {
    ("shard", text(&format!("1/{total}")))
}

/// The option `batchIds`.
pub fn batch_ids(ids: &[&str]) -> (&'static str, Value) {
    ("batchIds", texts(ids))
}

/// The IDs of a plan.
pub fn ids_of(plan: &RunPlan) -> Vec<&str> {
    plan.batch_ids.iter().map(BatchId::as_str).collect()
}

fn named(plan: &RunPlan) -> (Vec<&str>, Option<BatchSource>) {
    (ids_of(plan), plan.source)
}

#[test]
fn a_run_without_an_id_gets_a_fresh_one() {
    let generated = (vec![FRESH], Some(BatchSource::Generated));
    for phase in [Phase::BeforeTests, Phase::Command] {
        assert_eq!(named(&plan_in(phase, &[], &[])), generated);
        // Jobs that are no shards may have nothing to do with each other.
        assert_eq!(named(&plan_in(phase, &[], &GITHUB)), generated);
        assert_eq!(named(&plan_in(phase, &[shard_of(1)], &GITHUB)), generated);
        assert_eq!(
            named(&plan_in(phase, &[], &[("APPLITOOLS_BATCH_ID", " \n")])),
            generated
        );
        assert_eq!(named(&plan_in(phase, &[shard_of(2)], &[])), generated);
    }
}

#[test]
fn an_id_from_outside_is_kept() {
    let variables = [("APPLITOOLS_BATCH_ID", " nightly ")];
    for phase in [
        Phase::BeforeTests,
        Phase::AfterTests,
        Phase::MergedReports,
        Phase::Command,
    ] {
        for given in [&[][..], &[shard_of(2)]] {
            let plan = plan_in(phase, given, &variables);
            assert_eq!(named(&plan), (vec!["nightly"], Some(BatchSource::Environment)));
        }
    }
    let again = try_plan_again(Phase::BeforeTests, true, &[], &variables).unwrap();
    assert_eq!(named(&again), (vec!["nightly"], Some(BatchSource::Generated)));
}

#[test]
fn the_option_wins() {
    let all = [&[ID][..], &GITHUB[..]].concat();
    for phase in [
        Phase::BeforeTests,
        Phase::AfterTests,
        Phase::MergedReports,
        Phase::Command,
    ] {
        let plan = plan_in(phase, &[batch_ids(&["a", "b", "a"]), shard_of(2)], &all);
        assert_eq!(named(&plan), (vec!["a", "b"], Some(BatchSource::Option)));
    }
    let single = plan_before(&[("batchIds", text("a"))], &[ID]);
    assert_eq!(named(&single), (vec!["a"], Some(BatchSource::Option)));
    let again = try_plan_again(Phase::BeforeTests, true, &[batch_ids(&["a"])], &[ID]).unwrap();
    assert_eq!(again.source, Some(BatchSource::Option));
}

#[test]
fn the_shards_of_a_ci_run_and_their_merged_reports_find_its_id() {
    let shared = (vec!["github-123-1"], Some(BatchSource::Ci));
    for phase in [Phase::BeforeTests, Phase::Command, Phase::MergedReports] {
        assert_eq!(named(&plan_in(phase, &[shard_of(2)], &GITHUB)), shared);
    }
    assert_eq!(named(&plan_in(Phase::MergedReports, &[], &GITHUB)), shared);
}

#[test]
fn after_the_tests_no_id_is_generated() {
    let table: [(Phase, Given<'_>, Variables<'_>); 5] = [
        (Phase::MergedReports, &[], &[]),
        (Phase::AfterTests, &[], &[]),
        (Phase::AfterTests, &[], &GITHUB),
        (Phase::AfterTests, &[shard_of(2)], &GITHUB),
        (Phase::MergedReports, &[shard_of(2)], &[("TEAMCITY_VERSION", "1")]),
    ];
    for (phase, given, variables) in table {
        let plan = plan_in(phase, given, variables);
        assert_eq!(named(&plan), (Vec::new(), None));
        let Action::Unknown(error) = plan.action else {
            panic!("{:?}", plan.action)
        };
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::NoBatchId, Some("APPLITOOLS_BATCH_ID"))
        );
        assert_eq!(
            error.message,
            "APPLITOOLS_BATCH_ID is not set, so it is not known which batch to close"
        );
        assert!(error.hint.is_some());
    }
}

#[test]
fn what_an_accident_left_in_the_variable_is_refused() {
    for word in ["undefined", " null "] {
        let variables = [("APPLITOOLS_BATCH_ID", word)];
        let error = try_plan(Phase::BeforeTests, &[], &variables).unwrap_err();
        assert_eq!(error.code, Code::InvalidBatchId);
        assert_eq!(error.option.as_deref(), Some("APPLITOOLS_BATCH_ID"));
        let message = "APPLITOOLS_BATCH_ID is the word undefined or null, which an unset variable leaves behind";
        assert_eq!(error.message, message);
    }
}

#[test]
fn wrong_options_are_refused() {
    for (name, value, code) in [
        ("batchIds", texts(&[" "]), Code::InvalidBatchId),
        ("batchIds", number(7), Code::InvalidBatchId),
        ("enabled", text("false"), Code::InvalidOption),
        ("failOnError", number(1), Code::InvalidOption),
        ("quiet", number(1), Code::InvalidOption),
        ("batchName", number(1), Code::InvalidOption),
        ("shard", text("5/4"), Code::InvalidOption),
        ("shard", text("4"), Code::InvalidOption),
    ] {
        let error = try_plan(Phase::BeforeTests, &[(name, value)], &[]).unwrap_err();
        assert_eq!((error.code, error.option.as_deref()), (code, Some(name)));
    }
}

#[test]
fn how_a_failure_counts_and_how_much_is_said_is_handed_on() {
    let plan = plan_before(&[], &[]);
    assert!(!plan.fail_on_error && !plan.quiet);
    let fails = plan_before(&[("failOnError", Value::Flag(true))], &[]);
    assert!(fails.fail_on_error && !fails.quiet);
    let quiet = plan_before(&[("quiet", Value::Flag(true))], &[]);
    assert!(!quiet.fail_on_error && quiet.quiet);
}
