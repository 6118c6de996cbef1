//! Where results are read, with which key, and what of them fails a call.

use eyes_batch_close::config::api_key::KeyLocation;
use eyes_batch_close::config::options::Value;
use eyes_batch_close::config::results_settings::{FailOnStatus, ResultsSettings};
use eyes_batch_close::error::Code;

use crate::support::environment::{Variables, environment};
use crate::support::reading::{resolve_results, results_settings};
use crate::support::settings::{Given, number, options, text, texts};
use crate::support::{KEY, seconds};

const ON: (&str, Value) = ("results", Value::Flag(true));

fn url(given: Given<'_>, variables: Variables<'_>) -> String {
    let results = resolve_results(given, variables).unwrap().unwrap();
    results.settings.server.to_string()
}

fn key(given: Given<'_>, variables: Variables<'_>) -> String {
    let results = resolve_results(given, variables).unwrap().unwrap();
    results.settings.api_key.expose().to_owned()
}

/// The option that a call is refused for.
fn refused(given: Given<'_>, variables: Variables<'_>) -> (Code, String) {
    let error = resolve_results(given, variables).unwrap_err();
    (error.code, error.option.clone().unwrap_or_default())
}

#[test]
fn results_are_read_where_they_are_wanted() {
    assert!(resolve_results(&[], &[]).unwrap().is_none());
    assert!(
        resolve_results(&[("results", Value::Flag(false))], &[])
            .unwrap()
            .is_none()
    );
    assert!(!results_settings(&[]).with_tests);
    assert!(results_settings(&[("results", text("tests"))]).with_tests);
    // It needs them.
    assert!(resolve_results(&[("failOn", text("failed"))], &[]).unwrap().is_some());
    let invalid = (Code::InvalidOption, "results".to_owned());
    assert_eq!(refused(&[("results", text("yes"))], &[]), invalid);
    assert_eq!(refused(&[("results", number(1))], &[]), invalid);
    let contradiction = [("results", Value::Flag(false)), ("failOn", text("failed"))];
    assert_eq!(refused(&contradiction, &[]), invalid);
}

#[test]
fn the_address_is_the_option_s_or_the_environment_s_or_that_of_the_server() {
    let server = ("serverUrl", text("https://eyesapi.applitools.com"));
    let own = ("resultsUrl", text("https://own.example/api/v1/"));
    let variable = [("EYES_RESULTS_URL", "https://other.example/x")];
    assert_eq!(url(&[ON, server.clone()], &[]), "https://eyes.applitools.com/api/v1");
    assert_eq!(url(&[ON, server.clone()], &variable), "https://other.example/x");
    assert_eq!(url(&[ON, server, own], &variable), "https://own.example/api/v1");
    assert_eq!(url(&[ON, ("resultsUrl", text(" "))], &[]), "http://eyes/api/v1");
    for wrong in ["eyes", "ftp://eyes", "https://me:secret@eyes", "https://eyes/?x"] {
        let error = resolve_results(&[ON, ("resultsUrl", text(wrong))], &[]).unwrap_err();
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::InvalidOption, Some("resultsUrl"))
        );
        assert!(!error.message.contains("secret"), "{}", error.message);
        let invalid = (Code::InvalidOption, "EYES_RESULTS_URL".to_owned());
        assert_eq!(refused(&[ON], &[("EYES_RESULTS_URL", wrong)]), invalid);
    }
}

#[test]
fn the_key_is_one_that_may_read_or_else_the_one_that_closes() {
    let own = ("readApiKey", text(" own "));
    let variable = [("EYES_BATCH_READ_KEY", "environment")];
    assert_eq!(key(&[ON], &[]), KEY);
    assert_eq!(key(&[ON], &variable), "environment");
    assert_eq!(key(&[ON, own], &variable), "own");
    assert_eq!(key(&[ON, ("readApiKey", text(" "))], &[]), KEY);
    assert_eq!(key(&[ON], &[("EYES_BATCH_READ_KEY", "undefined")]), KEY);
    let invalid = (Code::InvalidOption, "readApiKey".to_owned());
    assert_eq!(refused(&[ON, ("readApiKey", text("a b"))], &[]), invalid);
    assert_eq!(refused(&[ON, ("readApiKey", number(7))], &[]), invalid);
    assert_eq!(refused(&[ON, ("readApiKey", text("undefined"))], &[]), invalid);
    assert_eq!(results_settings(&[]).settings.api_key_in, KeyLocation::Header);
}

#[test]
fn a_call_that_reads_alone_needs_no_other_key() {
    let given = options(&[("batchIds", text("a"))]);
    let with_key = ResultsSettings::resolve_alone(&given, &environment(&[("EYES_BATCH_READ_KEY", "key")]));
    assert_eq!(with_key.unwrap().settings.api_key.expose(), "key");
    let without = ResultsSettings::resolve_alone(&given, &environment(&[]));
    assert_eq!(without.unwrap_err().code, Code::NoApiKey);
}

#[test]
fn both_keys_are_masked_on_both_ways() {
    let given = [ON, ("readApiKey", text("TheReadKey"))];
    let redactor = results_settings(&given).settings.redactor;
    assert_eq!(redactor.redact(&format!("{KEY} TheReadKey")), "*** ***");
}

#[test]
fn reading_has_a_time_of_its_own() {
    let default = results_settings(&[("totalTimeout", number(7_000))]);
    assert_eq!(default.settings.total_timeout, seconds(30));
    assert_eq!(
        results_settings(&[("resultsTimeout", number(5_000))])
            .settings
            .total_timeout,
        seconds(5)
    );
    let invalid = (Code::InvalidOption, "resultsTimeout".to_owned());
    assert_eq!(refused(&[ON, ("resultsTimeout", number(0))], &[]), invalid);
}

#[test]
fn fail_on_names_findings_in_a_list_or_with_commas() {
    let fail_on = |value| results_settings(&[("failOn", value)]).fail_on;
    let both = [FailOnStatus::Unresolved, FailOnStatus::New];
    assert_eq!(fail_on(text("unresolved, new")), both);
    assert_eq!(fail_on(texts(&["unresolved", "new"])), both);
    assert_eq!(fail_on(text("failed,aborted,empty")).len(), 3);
    assert!(results_settings(&[]).fail_on.is_empty());
    let invalid = (Code::InvalidOption, "failOn".to_owned());
    for wrong in [
        text("passed"),
        text(""),
        text("failed,"),
        texts(&["x"]),
        number(1),
        Value::Flag(true),
    ] {
        assert_eq!(refused(&[("failOn", wrong)], &[]), invalid);
    }
    let mixed = Value::List(vec![text("failed"), number(1)]);
    assert_eq!(refused(&[("failOn", mixed)], &[]), invalid);
}

#[test]
fn the_proxy_is_the_one_on_the_way_to_the_results() {
    let variables = [("HTTPS_PROXY", "http://proxy:1"), ("NO_PROXY", "eyes.example.com")];
    let given = [ON, ("serverUrl", text("https://eyesapi.example.com"))];
    assert!(
        resolve_results(&given, &variables)
            .unwrap()
            .unwrap()
            .settings
            .proxy
            .is_none()
    );
    assert!(
        resolve_results(&given, &variables[..1])
            .unwrap()
            .unwrap()
            .settings
            .proxy
            .is_some()
    );
}
