//! Who closes: the table of the design, row by row.

use eyes_batch_close::config::options::Value;
use eyes_batch_close::error::Code;
use eyes_batch_close::run::plan::{Action, LeaveReason, Phase};

use super::plan::{FRESH, batch_ids, plan_before, plan_in, shard_of, try_plan_again};
use crate::support::environment::{GITHUB, ID, Variables};
use crate::support::settings::{Given, text};

const STORE: (&str, &str) = ("EYES_BATCH_STORE", "redis://store");
const CLOSE_OFF: (&str, &str) = ("EYES_BATCH_CLOSE", "false");
const CI_ID: (&str, &str) = ("APPLITOOLS_BATCH_ID", "github-123-1");
const PHASES: [Phase; 4] = [
    Phase::BeforeTests,
    Phase::AfterTests,
    Phase::MergedReports,
    Phase::Command,
];

fn enabled(is_enabled: bool) -> (&'static str, Value) {
    ("enabled", Value::Flag(is_enabled))
}

fn on_github(variables: Variables<'static>) -> Vec<(&'static str, &'static str)> {
    [variables, &GITHUB].concat()
}

fn left_to_last_job(reason: fn(String) -> LeaveReason, ids: &str) -> Action {
    Action::LeaveOpen(reason(format!("npx eyes-batch-close {ids}")))
}

#[test]
fn an_id_made_here_is_closed_here() {
    for phase in [Phase::BeforeTests, Phase::Command] {
        for given in [&[][..], &[shard_of(2)], &[enabled(true)]] {
            assert_eq!(plan_in(phase, given, &[]).action, Action::Close);
            // No other shard can have it, so the store is not asked.
            assert_eq!(plan_in(phase, given, &[STORE]).action, Action::Close);
        }
    }
    let variables = [("APPLITOOLS_BATCH_ID", FRESH), STORE];
    for phase in PHASES {
        let again = try_plan_again(phase, true, &[shard_of(2)], &variables).unwrap();
        assert_eq!(again.action, Action::Close);
    }
}

#[test]
fn an_id_from_outside_is_closed_here_too() {
    for phase in PHASES {
        assert_eq!(plan_in(phase, &[], &[ID]).action, Action::Close);
        assert_eq!(plan_in(phase, &[], &on_github(&[ID])).action, Action::Close);
        assert_eq!(plan_in(phase, &[shard_of(1)], &[ID]).action, Action::Close);
        assert_eq!(plan_in(phase, &[batch_ids(&["a", "b"])], &[]).action, Action::Close);
    }
}

#[test]
fn one_that_shards_share_is_left_to_the_last_job() {
    for phase in [Phase::BeforeTests, Phase::AfterTests, Phase::Command] {
        let action = plan_in(phase, &[shard_of(2)], &[ID]).action;
        assert_eq!(action, left_to_last_job(LeaveReason::Shards, "close -- nightly"));
        let action = plan_in(phase, &[shard_of(3), batch_ids(&["a", "it's"])], &GITHUB).action;
        assert_eq!(action, left_to_last_job(LeaveReason::Shards, r"close -- a 'it'\''s'"));
    }
    let action = plan_before(&[shard_of(2)], &GITHUB).action;
    assert_eq!(action, left_to_last_job(LeaveReason::Shards, "github-123-1"));
}

#[test]
fn one_that_all_jobs_of_a_ci_run_find_is_left_to_the_last_job() {
    let left = left_to_last_job(LeaveReason::CiRun, "github-123-1");
    for phase in [Phase::BeforeTests, Phase::AfterTests, Phase::Command] {
        assert_eq!(plan_in(phase, &[], &on_github(&[CI_ID])).action, left);
        assert_eq!(plan_in(phase, &[batch_ids(&["github-123-1"])], &GITHUB).action, left);
        let several = plan_in(phase, &[batch_ids(&["own", "github-123-1"])], &GITHUB).action;
        assert_eq!(
            several,
            left_to_last_job(LeaveReason::CiRun, "close -- own github-123-1")
        );
        // The same ID elsewhere is nobody else's.
        assert_eq!(plan_in(phase, &[], &[CI_ID]).action, Action::Close);
        // A store is for shards alone.
        assert_eq!(plan_in(phase, &[], &on_github(&[CI_ID, STORE])).action, left);
    }
}

#[test]
fn enabled_true_closes_a_shared_one_all_the_same() {
    for phase in PHASES {
        assert_eq!(
            plan_in(phase, &[enabled(true), shard_of(2)], &[ID]).action,
            Action::Close
        );
        assert_eq!(
            plan_in(phase, &[enabled(true)], &on_github(&[CI_ID])).action,
            Action::Close
        );
    }
}

#[test]
fn enabled_false_or_the_variable_leaves_any_open() {
    let disabled = Action::LeaveOpen(LeaveReason::Disabled);
    let by_environment = Action::LeaveOpen(LeaveReason::Environment);
    let sources: [(Given<'_>, Variables<'_>); 6] = [
        (&[], &[]),
        (&[], &[ID]),
        (&[shard_of(2)], &[ID]),
        (&[shard_of(2)], &[ID, STORE]),
        (&[shard_of(2)], &GITHUB),
        (&[batch_ids(&["a"])], &[]),
    ];
    for phase in PHASES {
        for (given, variables) in &sources {
            let off = [&[enabled(false)], *given].concat();
            assert_eq!(plan_in(phase, &off, variables).action, disabled);
            for value in ["false", " False ", "FALSE", "0", "no", "Off"] {
                let variables = [*variables, &[("EYES_BATCH_CLOSE", value)]].concat();
                assert_eq!(plan_in(phase, given, &variables).action, by_environment);
                // So that hooks close nothing within the command `run`, whatever they are told.
                let on = [&[enabled(true)], *given].concat();
                assert_eq!(plan_in(phase, &on, &variables).action, by_environment);
            }
        }
    }
    assert_eq!(plan_before(&[enabled(false)], &[ID, CLOSE_OFF]).action, disabled);
    for value in ["true", "", "1", "yes"] {
        assert_eq!(
            plan_before(&[], &[ID, ("EYES_BATCH_CLOSE", value)]).action,
            Action::Close
        );
    }
}

#[test]
fn with_a_store_the_last_shard_closes() {
    let option = ("store", text("file:///mnt/ci"));
    let table: [(Given<'_>, Vec<(&str, &str)>); 5] = [
        (&[shard_of(4)], vec![ID, STORE]),
        (&[shard_of(4), option.clone()], vec![ID]),
        (&[shard_of(4), option, batch_ids(&["own"])], vec![]),
        (&[shard_of(4), enabled(true)], vec![ID, STORE]),
        (&[shard_of(4)], on_github(&[CI_ID, STORE])),
    ];
    for phase in [Phase::BeforeTests, Phase::AfterTests, Phase::Command] {
        for (given, variables) in &table {
            let plan = plan_in(phase, given, variables);
            assert_eq!(plan.action, Action::CloseAsShard, "{given:?} {variables:?}");
        }
    }
    assert_eq!(
        plan_before(&[shard_of(4)], &on_github(&[STORE])).action,
        Action::CloseAsShard
    );
}

#[test]
fn where_the_reports_of_all_shards_are_merged_it_is_closed() {
    let table: [(Given<'_>, Vec<(&str, &str)>); 4] = [
        (&[], vec![ID]),
        (&[shard_of(4)], vec![ID, STORE]),
        (&[], on_github(&[])),
        (&[], on_github(&[CI_ID])),
    ];
    for (given, variables) in table {
        assert_eq!(plan_in(Phase::MergedReports, given, &variables).action, Action::Close);
    }
}

#[test]
fn a_store_is_looked_at_only_where_there_are_shards() {
    let wrong = ("EYES_BATCH_STORE", "/mnt/ci");
    assert_eq!(plan_before(&[], &[ID, wrong]).action, Action::Close);
    assert_eq!(plan_before(&[shard_of(1)], &[ID, wrong]).action, Action::Close);
    assert_eq!(
        plan_in(Phase::MergedReports, &[shard_of(2)], &[ID, wrong]).action,
        Action::Close
    );
    assert!(matches!(
        plan_before(&[shard_of(2), enabled(false)], &[ID, wrong]).action,
        Action::LeaveOpen(_)
    ));
    let plan = plan_before(&[shard_of(2)], &[ID, wrong]);
    let problem = plan.problem.unwrap();
    assert_eq!(plan.action, Action::CloseAsShard);
    assert_eq!(
        (problem.code, problem.option.as_deref()),
        (Code::InvalidOption, Some("EYES_BATCH_STORE"))
    );
}
