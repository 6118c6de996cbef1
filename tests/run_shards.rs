//! What a hook is told to do in a shard whose marks are kept in a store.
#![cfg(test)]

mod support;

use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::options::Value;
use eyes_batch_close::run::{Facts, Plan, begin};
use support::environment::{GITHUB, ID, Variables, options, within};

const STORE: (&str, &str) = ("EYES_BATCH_STORE", "redis://store");

fn planned(given: &[(&'static str, Value)], variables: Variables<'_>, facts: &Facts) -> Result<Plan, Box<Error>> {
    within(variables, |environment| begin(&options(given), environment, facts))
}

fn plan(given: &[(&'static str, Value)], variables: Variables<'_>, facts: &Facts) -> Plan {
    planned(given, variables, facts).unwrap()
}

fn facts() -> Facts {
    Facts {
        fresh: "fresh".to_owned(),
        ..Facts::default()
    }
}

fn shard(shard: &str) -> (&'static str, Value) {
    ("shard", Value::Text(shard.to_owned()))
}

#[test]
fn a_shard_with_a_store_and_a_shared_id_marks() {
    let option = ("store", Value::Text("file:///mnt/ci".to_owned()));
    let ids = ("batchIds", Value::Text("mine".to_owned()));
    for (given, variables) in [
        (vec![shard("2/4")], vec![ID, STORE]),
        (vec![shard("2/4"), option.clone()], vec![ID]),
        (vec![shard("2/4"), option, ids], vec![]),
        (vec![shard("2/4")], [&GITHUB[..], &[STORE]].concat()),
    ] {
        let plan = plan(&given, &variables, &facts());
        assert!(
            plan.marks && plan.close && plan.end.is_empty(),
            "{given:?} {variables:?}"
        );
    }
}

#[test]
fn a_teardown_alone_marks_too() {
    let after = Facts { after: true, ..facts() };
    let plan = plan(&[shard("2/4")], &[ID, STORE], &after);
    assert!(plan.marks && plan.close && plan.begin.is_empty());
}

#[test]
fn a_batch_that_no_other_shard_can_have_is_closed_without_the_store() {
    let plan = plan(&[shard("2/4")], &[STORE], &facts());
    assert!(plan.close && !plan.marks);
    assert_eq!(
        plan.end,
        "warning: this shard has a batch of its own (no CI was recognised). To share one, set APPLITOOLS_BATCH_ID to the same ID in every shard.\n"
    );
}

#[test]
fn a_run_that_is_not_split_or_is_merged_takes_no_notice_of_the_store() {
    let wrong = ("EYES_BATCH_STORE", "/mnt/ci");
    let merge = Facts {
        merge: true,
        after: true,
        ..facts()
    };
    for (given, facts) in [
        (vec![], facts()),
        (vec![shard("1/1")], facts()),
        (vec![shard("2/4")], merge),
    ] {
        let plan = plan(&given, &[ID, wrong], &facts);
        assert!(plan.close && !plan.marks, "{given:?}");
    }
}

#[test]
fn closing_that_is_left_to_somebody_else_marks_nothing() {
    for (given, variable) in [
        (vec![shard("2/4"), ("enabled", Value::Flag(false))], STORE),
        (vec![shard("2/4")], ("EYES_BATCH_CLOSE", "false")),
    ] {
        let plan = plan(&given, &[ID, STORE, variable], &facts());
        assert!(!plan.close && !plan.marks && !plan.end.is_empty(), "{given:?}");
    }
}

#[test]
fn a_wrong_shard_or_store_is_refused_before_the_tests() {
    for (option, given, store) in [
        ("shard", "5/4", "redis://a"),
        ("shard", "4", ""),
        ("store", "2/4", "/mnt/ci"),
    ] {
        let error = planned(&[shard(given)], &[ID, ("EYES_BATCH_STORE", store)], &facts()).unwrap_err();
        assert_eq!(error.code, Code::InvalidOption);
        assert_eq!(error.option.as_deref(), Some(option));
    }
}
