//! What a hook is told to do, from the options, the environment and what the framework says.
#![cfg(test)]

mod support;

use eyes_batch_close::batch_id::{self, BatchId};
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::options::Value;
use eyes_batch_close::run::{self, Facts, Plan};
use support::environment::{GITHUB, ID, Variables, options, within};

const FRESH: &str = "2026-01-31t23-59-59-build-box-0123456789abcdef";

fn begin(given: &[(&'static str, Value)], variables: Variables<'_>, facts: Facts) -> Result<Plan, Box<Error>> {
    let facts = Facts {
        fresh: FRESH.to_owned(),
        ..facts
    };
    within(variables, |environment| {
        run::begin(&options(given), environment, &facts)
    })
}

fn plan(given: &[(&'static str, Value)], variables: Variables<'_>, facts: Facts) -> Plan {
    begin(given, variables, facts).unwrap()
}

/// After the last test, where no begin was seen.
fn after() -> Facts {
    Facts {
        after: true,
        ..Facts::default()
    }
}

/// Where the reports of all shards are merged.
fn merge() -> Facts {
    Facts { merge: true, ..after() }
}

/// The first shard of so many.
fn shard_of(total: &str) -> (&'static str, Value) {
    ("shard", Value::Text(format!("1/{total}")))
}

fn ids(ids: &[&str]) -> (&'static str, Value) {
    let list = ids.iter().map(|id| Value::Text((*id).to_owned())).collect();
    ("batchIds", Value::List(list))
}

/// The IDs of a plan.
fn ids_of(plan: &Plan) -> Vec<&str> {
    plan.batch_ids.iter().map(BatchId::as_str).collect()
}

/// The variables that are set.
fn set(plan: &Plan) -> Vec<(&str, &str)> {
    let id = plan.sets_id.then(|| (batch_id::VARIABLE, ids_of(plan)[0]));
    let kept = plan.sets_dont_close.then_some(KEPT);
    id.into_iter().chain(kept).collect()
}

const KEPT: (&str, &str) = ("APPLITOOLS_DONT_CLOSE_BATCHES", "true");

#[test]
fn a_run_without_an_id_gets_a_fresh_one_and_is_closed() {
    let plan = plan(&[], &[], Facts::default());
    assert_eq!(ids_of(&plan), [FRESH]);
    assert_eq!(set(&plan), [("APPLITOOLS_BATCH_ID", FRESH), KEPT]);
    assert_eq!(plan.begin, format!("batch {FRESH}, made for this run\n"));
    assert_eq!(plan.end, "");
    assert!(plan.made && plan.close && plan.error.is_none());
}

#[test]
fn a_fresh_id_has_the_time_a_host_slug_of_twenty_characters_and_random_bits() {
    let id = batch_id::fresh(
        "2026-01-31T23:59:59.123Z",
        "Build-Box_7.example.com",
        "0123456789abcdef",
    );
    assert_eq!(id, "2026-01-31t23-59-59-build-box-7-example--0123456789abcdef");
    assert_eq!("build-box-7-example-".len(), 20);
}

#[test]
fn an_id_from_outside_is_kept_and_closed() {
    let plan = plan(&[], &[("APPLITOOLS_BATCH_ID", " nightly ")], Facts::default());
    assert_eq!(ids_of(&plan), ["nightly"]);
    assert_eq!(set(&plan), [KEPT]);
    assert_eq!(plan.begin, "batch nightly, from APPLITOOLS_BATCH_ID\n");
    assert!(!plan.made && plan.close);
}

#[test]
fn the_option_wins_and_one_id_of_it_reaches_the_tests() {
    let one = plan(&[ids(&["a"])], &[], Facts::default());
    assert_eq!(set(&one), [("APPLITOOLS_BATCH_ID", "a"), KEPT]);
    assert_eq!(one.begin, "batch a, from the option batchIds\n");
    let text = plan(&[("batchIds", Value::Text("a".to_owned()))], &[ID], Facts::default());
    assert_eq!((ids_of(&text), set(&text)), (vec!["a"], vec![KEPT]));
    let two = plan(&[ids(&["a", "b"])], &[], Facts::default());
    assert_eq!(set(&two), [KEPT]);
    assert_eq!(two.begin, "batch a, b, from the option batchIds\n");
}

#[test]
fn what_an_accident_left_in_the_variable_is_refused() {
    for word in ["undefined", " null "] {
        let error = begin(&[], &[("APPLITOOLS_BATCH_ID", word)], Facts::default()).unwrap_err();
        assert_eq!(error.code, Code::InvalidBatchId);
        assert_eq!(error.option.as_deref(), Some("APPLITOOLS_BATCH_ID"));
        let message = "APPLITOOLS_BATCH_ID is the word that an unset variable leaves behind";
        assert_eq!(error.message, message);
    }
    let blank = plan(&[], &[("APPLITOOLS_BATCH_ID", " \n")], Facts::default());
    assert_eq!(ids_of(&blank), [FRESH]);
}

#[test]
fn wrong_options_are_refused() {
    for (name, value, code) in [
        (
            "batchIds",
            Value::List(vec![Value::Text(" ".to_owned())]),
            Code::InvalidBatchId,
        ),
        ("batchIds", Value::Number(7.0), Code::InvalidBatchId),
        ("enabled", Value::Text("false".to_owned()), Code::InvalidOption),
        ("failOnError", Value::Number(1.0), Code::InvalidOption),
    ] {
        let error = begin(&[(name, value)], &[], Facts::default()).unwrap_err();
        assert_eq!((error.code, error.option.as_deref()), (code, Some(name)));
    }
}

#[test]
fn a_setting_that_the_sdks_pass_over_is_warned_of() {
    for (value, warned) in [
        ("true", false),
        ("1", false),
        ("TRUE", true),
        ("false", true),
        ("yes", true),
    ] {
        let plan = plan(&[], &[ID, ("APPLITOOLS_DONT_CLOSE_BATCHES", value)], Facts::default());
        assert_eq!(set(&plan), [], "{value}");
        let warning = format!(
            "warning: APPLITOOLS_DONT_CLOSE_BATCHES is \"{value}\", so the Eyes SDKs may close the batch while other tests still run. Set it to true, or unset it.\n"
        );
        let said = "batch nightly, from APPLITOOLS_BATCH_ID\n".to_owned();
        assert_eq!(plan.begin, if warned { said + &warning } else { said });
    }
    let blank = plan(&[], &[ID, ("APPLITOOLS_DONT_CLOSE_BATCHES", " ")], Facts::default());
    assert_eq!(set(&blank), [KEPT]);
}

#[test]
fn a_shard_whose_id_can_be_shared_stays_open() {
    let variable = plan(&[shard_of("2")], &[ID], Facts::default());
    assert!(!variable.close);
    assert_eq!(
        variable.end,
        "batch nightly is left open for the other shards; the last job closes it: npx eyes-batch-close nightly\n"
    );
    let ci = plan(&[shard_of("2")], &GITHUB, Facts::default());
    assert_eq!(ci.begin, "batch github-123-1, shared by all jobs of this CI run\n");
    assert_eq!(set(&ci), [("APPLITOOLS_BATCH_ID", "github-123-1"), KEPT]);
    assert!(
        !ci.close && !ci.made && ci.end.ends_with(": npx eyes-batch-close github-123-1\n"),
        "{}",
        ci.end
    );
}

#[test]
fn the_command_for_the_last_job_can_be_pasted_into_a_shell() {
    for (id, word) in [
        ("A-z_0.9", "A-z_0.9"),
        ("b c", "'b c'"),
        ("it's", r"'it'\''s'"),
        ("'", r"''\'''"),
        ("$(reboot)", "'$(reboot)'"),
        ("~root", "'~root'"),
        ("a\"b", "'a\"b'"),
        ("é", "'é'"),
    ] {
        let option = plan(&[ids(&["a", id]), shard_of("3")], &[], Facts::default());
        let command = format!(": npx eyes-batch-close a {word}\n");
        assert!(!option.close && option.end.ends_with(&command), "{}", option.end);
    }
}

#[test]
fn a_shard_with_an_id_of_its_own_is_closed_with_a_warning_how_to_share_one() {
    let warning = |reason| {
        format!(
            "warning: this shard has a batch of its own ({reason}). To share one, set APPLITOOLS_BATCH_ID to the same ID in every shard, and run npx eyes-batch-close in the last job.\n"
        )
    };
    let alone = plan(&[shard_of("2")], &[], Facts::default());
    assert!(alone.close);
    assert_eq!(alone.end, warning("no CI was recognised"));
    let teamcity = plan(&[shard_of("2")], &[("TEAMCITY_VERSION", "1")], Facts::default());
    assert_eq!(teamcity.end, warning("teamcity has no ID that all jobs of a run share"));
    // The second hook of the process finds what the first one set.
    let second = Facts {
        made: true,
        ..Facts::default()
    };
    let again = plan(&[shard_of("2")], &[("APPLITOOLS_BATCH_ID", FRESH)], second);
    assert!(again.close && again.made);
    assert_eq!(again.end, alone.end);
    let teardown = Facts { made: true, ..after() };
    let late = plan(&[shard_of("2")], &[("APPLITOOLS_BATCH_ID", FRESH)], teardown);
    assert!(late.close && late.end == alone.end && late.begin.is_empty());
}

#[test]
fn one_shard_of_one_is_no_shard_and_leaves_the_ci_alone() {
    let plan = plan(&[shard_of("1")], &GITHUB, Facts::default());
    assert_eq!(ids_of(&plan), [FRESH]);
    assert!(plan.close && plan.end.is_empty());
}

#[test]
fn a_merge_closes_an_id_that_the_shards_can_have_had() {
    let outside = plan(&[], &[ID], merge());
    assert!(outside.close && set(&outside).is_empty() && outside.begin.is_empty());
    let ci = plan(&[], &GITHUB, merge());
    assert_eq!((ids_of(&ci), ci.close), (vec!["github-123-1"], true));
}

#[test]
fn after_the_tests_no_id_is_made() {
    for (variables, asked) in [(&[][..], merge()), (&[][..], after()), (&GITHUB[..], after())] {
        let plan = plan(&[], variables, asked);
        assert!(plan.batch_ids.is_empty() && !plan.close && set(&plan).is_empty());
        let failure = plan.error.unwrap();
        assert_eq!(failure.code, Code::NoBatchId);
        assert_eq!(
            failure.message,
            "APPLITOOLS_BATCH_ID is not set, so it is not known which batch to close"
        );
    }
    let known = plan(&[], &[ID], after());
    assert!(known.close && known.begin.is_empty() && set(&known).is_empty());
}

#[test]
fn closing_is_left_to_somebody_else_where_that_is_asked() {
    for (given, variable, setting) in [
        (Some(("enabled", Value::Flag(false))), None, "enabled: false"),
        (None, Some(("EYES_BATCH_CLOSE", "false")), "EYES_BATCH_CLOSE=false"),
        (None, Some(("EYES_BATCH_CLOSE", " False ")), "EYES_BATCH_CLOSE=false"),
    ] {
        let given: Vec<_> = given.into_iter().chain([shard_of("2")]).collect();
        let variables: Vec<_> = [Some(ID), variable].into_iter().flatten().collect();
        let before = plan(&given, &variables, Facts::default());
        assert!(!before.close);
        assert_eq!(set(&before), [KEPT]);
        assert_eq!(before.end, format!("batch nightly is left open, as {setting} says\n"));
        let after = plan(&given, &variables[1..], after());
        assert!(!after.close && after.error.is_none() && after.end.is_empty());
    }
    let on = plan(
        &[("enabled", Value::Flag(true))],
        &[("EYES_BATCH_CLOSE", "true")],
        Facts::default(),
    );
    assert!(on.close);
}
