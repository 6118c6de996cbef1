//! What is set for the tests.

use eyes_batch_close::run::plan::{Phase, RunPlan};

use super::plan::{FRESH, batch_ids, plan_before, plan_in, shard_of, try_plan_again};
use crate::support::environment::{GITHUB, ID};
use crate::support::settings::text;

const DONT_CLOSE: (&str, &str) = ("APPLITOOLS_DONT_CLOSE_BATCHES", "true");
const HOOKS_CLOSE_NOTHING: (&str, &str) = ("EYES_BATCH_CLOSE", "false");

fn variables_of(plan: &RunPlan) -> Vec<(&str, &str)> {
    let variables = plan.variables.iter();
    variables.map(|(name, value)| (*name, value.as_str())).collect()
}

#[test]
fn an_id_that_the_environment_lacks_is_set() {
    let set = |id| vec![("APPLITOOLS_BATCH_ID", id), DONT_CLOSE];
    assert_eq!(variables_of(&plan_before(&[], &[])), set(FRESH));
    assert_eq!(variables_of(&plan_before(&[batch_ids(&["a"])], &[])), set("a"));
    assert_eq!(variables_of(&plan_before(&[shard_of(2)], &GITHUB)), set("github-123-1"));
}

#[test]
fn an_id_that_is_set_stays() {
    assert_eq!(variables_of(&plan_before(&[], &[ID])), [DONT_CLOSE]);
    assert_eq!(variables_of(&plan_before(&[batch_ids(&["a"])], &[ID])), [DONT_CLOSE]);
    let again = try_plan_again(Phase::BeforeTests, true, &[], &[("APPLITOOLS_BATCH_ID", FRESH)]);
    assert_eq!(variables_of(&again.unwrap()), [DONT_CLOSE]);
}

#[test]
fn blanks_around_what_is_set_are_dropped_as_the_sdks_take_them_for_a_part_of_it() {
    for phase in [Phase::BeforeTests, Phase::Command] {
        let around = [
            ("APPLITOOLS_BATCH_ID", "nightly "),
            ("APPLITOOLS_BATCH_BUILD_ID", "\t4711"),
        ];
        let plan = plan_in(phase, &[], &around);
        let trimmed = [
            ("APPLITOOLS_BATCH_ID", "nightly"),
            ("APPLITOOLS_BATCH_BUILD_ID", "4711"),
        ];
        assert_eq!(variables_of(&plan)[..2], trimmed);
    }
    assert_eq!(
        variables_of(&plan_before(&[], &[ID, ("APPLITOOLS_BATCH_BUILD_ID", " ")])),
        [DONT_CLOSE]
    );
}

#[test]
fn of_several_ids_the_tests_can_have_none() {
    assert_eq!(variables_of(&plan_before(&[batch_ids(&["a", "b"])], &[])), [DONT_CLOSE]);
}

#[test]
fn the_sdks_are_kept_from_closing_unless_it_is_said_whether_they_do() {
    for value in ["true", "1", "TRUE", "false", "yes"] {
        let plan = plan_before(&[], &[ID, ("APPLITOOLS_DONT_CLOSE_BATCHES", value)]);
        assert_eq!(variables_of(&plan), [], "{value}");
    }
    for value in [" ", "undefined"] {
        let plan = plan_before(&[], &[ID, ("APPLITOOLS_DONT_CLOSE_BATCHES", value)]);
        assert_eq!(variables_of(&plan), [DONT_CLOSE]);
    }
}

#[test]
fn within_the_command_neither_the_sdks_nor_hooks_close() {
    let plan = plan_in(Phase::Command, &[], &[ID, ("APPLITOOLS_DONT_CLOSE_BATCHES", "false")]);
    assert_eq!(variables_of(&plan), [DONT_CLOSE, HOOKS_CLOSE_NOTHING]);
    let fresh = plan_in(Phase::Command, &[], &[]);
    let expected = [("APPLITOOLS_BATCH_ID", FRESH), DONT_CLOSE, HOOKS_CLOSE_NOTHING];
    assert_eq!(variables_of(&fresh), expected);
}

#[test]
fn a_batch_gets_its_name_unless_it_has_one() {
    let name = [("batchName", text(" Nightly run "))];
    let set = ("APPLITOOLS_BATCH_NAME", "Nightly run");
    assert_eq!(variables_of(&plan_before(&name, &[ID])), [DONT_CLOSE, set]);
    let expected = [DONT_CLOSE, HOOKS_CLOSE_NOTHING, set];
    assert_eq!(variables_of(&plan_in(Phase::Command, &name, &[ID])), expected);
    let named = [ID, ("APPLITOOLS_BATCH_NAME", "own")];
    assert_eq!(variables_of(&plan_before(&name, &named)), [DONT_CLOSE]);
    let blank = [ID, ("APPLITOOLS_BATCH_NAME", " ")];
    assert_eq!(variables_of(&plan_before(&name, &blank)), [DONT_CLOSE, set]);
    assert_eq!(
        variables_of(&plan_before(&[("batchName", text(" "))], &[ID])),
        [DONT_CLOSE]
    );
}

#[test]
fn after_the_tests_it_is_too_late_to_set_anything() {
    for phase in [Phase::AfterTests, Phase::MergedReports] {
        for variables in [&[][..], &[ID], &GITHUB] {
            let plan = plan_in(phase, &[("batchName", text("x"))], variables);
            assert_eq!(variables_of(&plan), []);
        }
    }
}

#[test]
fn a_batch_that_is_left_open_has_its_variables_all_the_same() {
    let plan = plan_before(&[shard_of(2)], &[ID, ("EYES_BATCH_CLOSE", "false")]);
    assert_eq!(variables_of(&plan), [DONT_CLOSE]);
}
