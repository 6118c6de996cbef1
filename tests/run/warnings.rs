//! What may go wrong with a run, though not surely.

use eyes_batch_close::config::options::Value;
use eyes_batch_close::run::plan::{Phase, Warning};

use super::plan::{FRESH, batch_ids, plan_before, plan_in, shard_of, try_plan_again};
use crate::support::environment::{GITHUB, ID};
use crate::support::settings::text;

const STORE: (&str, &str) = ("EYES_BATCH_STORE", "redis://store");

fn own_batch(reason: &str, has_store: bool) -> Warning {
    Warning::OwnBatch {
        reason: reason.to_owned(),
        has_store,
    }
}

#[test]
fn a_value_that_the_sdks_do_not_heed() {
    for (value, is_warned) in [
        ("true", false),
        ("1", false),
        ("TRUE", true),
        ("false", true),
        ("yes", true),
        (" ", false),
    ] {
        let variables = [ID, ("APPLITOOLS_DONT_CLOSE_BATCHES", value)];
        let warnings = plan_before(&[], &variables).warnings;
        let expected = is_warned.then(|| Warning::SdksMayClose(value.to_owned()));
        assert_eq!(warnings, Vec::from_iter(expected));
        // The command sets it for the tests in any case.
        assert_eq!(plan_in(Phase::Command, &[], &variables).warnings, []);
    }
    assert_eq!(plan_before(&[], &[ID]).warnings, []);
}

#[test]
fn a_shard_with_a_batch_of_its_own() {
    let table = [
        (&[][..], own_batch("no CI was recognised", false)),
        (
            &[("TEAMCITY_VERSION", "1")],
            own_batch("teamcity has no ID that all jobs of a run share", false),
        ),
        (&[STORE], own_batch("no CI was recognised", true)),
    ];
    for (variables, warning) in table {
        for phase in [Phase::BeforeTests, Phase::Command] {
            let warnings = plan_in(phase, &[shard_of(2)], variables).warnings;
            assert_eq!(warnings, std::slice::from_ref(&warning));
        }
    }
    assert_eq!(plan_before(&[], &[STORE]).warnings, [], "no shard, no warning");
    assert_eq!(plan_before(&[shard_of(1)], &[]).warnings, []);
    let off = plan_before(&[shard_of(2), ("enabled", Value::Flag(false))], &[]);
    assert_eq!(off.warnings, [], "somebody else closes");
}

#[test]
fn a_shard_with_a_batch_of_its_own_in_later_plans_of_the_process() {
    // The second hook of the process finds what the first one set.
    let variables = [("APPLITOOLS_BATCH_ID", FRESH)];
    for phase in [Phase::BeforeTests, Phase::AfterTests] {
        let plan = try_plan_again(phase, true, &[shard_of(2)], &variables).unwrap();
        assert_eq!(plan.warnings, [own_batch("no CI was recognised", false)]);
    }
    let shared = [&variables[..], &GITHUB].concat();
    let plan = try_plan_again(Phase::BeforeTests, true, &[shard_of(2)], &shared).unwrap();
    assert_eq!(plan.warnings, [own_batch("its ID was made before", false)]);
}

#[test]
fn an_option_that_names_another_batch_than_the_tests_have() {
    let other = [Warning::OtherBatchId("nightly".to_owned())];
    for phase in [Phase::BeforeTests, Phase::Command] {
        assert_eq!(plan_in(phase, &[batch_ids(&["a", "b"])], &[ID]).warnings, other);
        assert_eq!(plan_in(phase, &[batch_ids(&["a", "nightly"])], &[ID]).warnings, []);
        assert_eq!(plan_in(phase, &[batch_ids(&["a", "b"])], &[]).warnings, []);
    }
}

#[test]
fn an_id_that_some_sdks_read_as_a_number() {
    let numeric = |id: &str| [Warning::NumericId(id.to_owned())];
    let plan = plan_before(&[], &[("APPLITOOLS_BATCH_ID", "0042")]);
    assert_eq!(plan.warnings, numeric("0042"));
    let plan = plan_in(Phase::Command, &[batch_ids(&["a", "0x1f", "7"])], &[]);
    assert_eq!(plan.warnings, numeric("0x1f"));
}

#[test]
fn after_the_tests_it_is_too_late_to_warn() {
    let variables = [("APPLITOOLS_BATCH_ID", "42"), ("APPLITOOLS_DONT_CLOSE_BATCHES", "no")];
    for phase in [Phase::AfterTests, Phase::MergedReports] {
        assert_eq!(plan_in(phase, &[batch_ids(&["7"])], &variables).warnings, []);
    }
}

#[test]
fn results_of_a_batch_that_somebody_else_closes() {
    let left = [ID, ("EYES_BATCH_CLOSE", "false")];
    for wanted in [("results", Value::Flag(true)), ("failOn", text("failed"))] {
        for phase in [Phase::BeforeTests, Phase::Command] {
            assert_eq!(
                plan_in(phase, std::slice::from_ref(&wanted), &left).warnings,
                [Warning::UnreadResults]
            );
        }
        assert_eq!(plan_before(std::slice::from_ref(&wanted), &[ID]).warnings, []);
        let disabled = [wanted, ("enabled", Value::Flag(false))];
        assert_eq!(plan_before(&disabled, &[ID]).warnings, [], "as the same options say");
    }
    assert_eq!(plan_before(&[("results", Value::Flag(false))], &left).warnings, []);
    assert_eq!(plan_before(&[], &left).warnings, []);
}
