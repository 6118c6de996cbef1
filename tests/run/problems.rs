//! What is known to fail is known before the first test.

use eyes_batch_close::config::options::Value;
use eyes_batch_close::error::Code;
use eyes_batch_close::run::plan::Phase;

use super::plan::{batch_ids, plan_before, plan_in, shard_of};
use crate::support::environment::{API_KEY, ID, Variables};
use crate::support::settings::{Given, number, text};

const STORE: (&str, &str) = ("EYES_BATCH_STORE", "redis://store");

fn problem(given: Given<'_>, variables: Variables<'_>) -> Option<(Code, String)> {
    let before = plan_before(given, variables).problem;
    let command = plan_in(Phase::Command, given, variables).problem;
    assert_eq!(before, command);
    before.map(|error| (error.code, error.option.clone().unwrap()))
}

fn some(code: Code, option: &str) -> Option<(Code, String)> {
    Some((code, option.to_owned()))
}

#[test]
fn there_is_none_where_all_is_right() {
    assert_eq!(problem(&[], &[API_KEY]), None);
    assert_eq!(problem(&[], &[API_KEY, ID]), None);
    assert_eq!(problem(&[("apiKey", text("k")), batch_ids(&["a"])], &[]), None);
    assert_eq!(problem(&[shard_of(2)], &[API_KEY, ID, STORE]), None);
}

#[test]
fn a_key_that_is_not_set() {
    assert_eq!(problem(&[], &[]), some(Code::NoApiKey, "apiKey"));
    assert_eq!(problem(&[], &[ID]), some(Code::NoApiKey, "apiKey"));
    assert_eq!(problem(&[shard_of(2)], &[ID, STORE]), some(Code::NoApiKey, "apiKey"));
}

#[test]
fn an_option_or_a_variable_with_a_wrong_value() {
    let wrong_url = ("APPLITOOLS_SERVER_URL", "eyes");
    let table: [(Given<'_>, Variables<'_>, Code, &str); 4] = [
        (&[("timeout", number(0))], &[API_KEY], Code::InvalidOption, "timeout"),
        (
            &[("retries", text("x"))],
            &[API_KEY, ID],
            Code::InvalidOption,
            "retries",
        ),
        (
            &[],
            &[API_KEY, wrong_url],
            Code::InvalidServerUrl,
            "APPLITOOLS_SERVER_URL",
        ),
        (
            &[shard_of(2), ("closeAnyway", text("x"))],
            &[API_KEY, ID, STORE],
            Code::InvalidOption,
            "closeAnyway",
        ),
    ];
    for (given, variables, code, option) in table {
        assert_eq!(problem(given, variables), some(code, option));
    }
}

#[test]
fn what_is_not_used_can_be_no_problem() {
    // No shard closes: the option is for shards alone.
    assert_eq!(problem(&[("closeAnyway", Value::Flag(true))], &[API_KEY]), None);
    assert_eq!(problem(&[shard_of(2)], &[API_KEY]), None);
    assert_eq!(problem(&[("store", text("redis://a"))], &[API_KEY, ID]), None);
    // Somebody else closes, with other settings.
    assert_eq!(problem(&[("enabled", Value::Flag(false))], &[]), None);
    assert_eq!(problem(&[], &[("EYES_BATCH_CLOSE", "false")]), None);
    assert_eq!(problem(&[shard_of(2)], &[ID]), None);
}

#[test]
fn after_the_tests_the_close_itself_says_it() {
    for phase in [Phase::AfterTests, Phase::MergedReports] {
        assert_eq!(plan_in(phase, &[("timeout", number(0))], &[ID]).problem, None);
    }
}
