//! Options, then environment, then defaults.
#![cfg(test)]

mod support;

use eyes_batch_close::error::Code;
use eyes_batch_close::settings::KeyPlace;
use support::{Value, resolve, text, texts};

#[test]
fn defaults_are_as_documented() {
    let settings = resolve(&[("serverUrl", Value::Unset)], &[]).unwrap();
    assert_eq!(settings.server.to_string(), "https://eyesapi.applitools.com");
    assert_eq!((settings.timeout, settings.total_timeout), (30_000, 120_000));
    assert_eq!((settings.retries, settings.concurrency), (5, 8));
    assert_eq!((settings.build_id, settings.proxy), (None, None));
    assert_eq!((settings.api_key_in, settings.ignore_missing), (KeyPlace::Query, false));
    assert!(!settings.has_certificate);
}

#[test]
fn an_explicit_value_wins_over_the_environment_and_all_are_trimmed() {
    let variables = [
        ("APPLITOOLS_EYES_SERVER_URL", " http://first "),
        ("APPLITOOLS_SERVER_URL", "http://second"),
        ("APPLITOOLS_API_KEY", "\tvariable\n"),
        ("APPLITOOLS_BATCH_BUILD_ID", " build "),
    ];
    let unset = [("serverUrl", Value::Unset), ("apiKey", Value::Unset)];
    let settings = resolve(&unset, &variables).unwrap();
    assert_eq!(settings.server.to_string(), "http://first");
    assert_eq!(settings.api_key.0, "variable");
    assert_eq!(settings.build_id.unwrap().as_str(), "build");

    let explicit = [
        ("serverUrl", text(" http://own/ ")),
        ("apiKey", text(" own ")),
        ("batchBuildId", text("\now ")),
        ("batchIds", text(" a b ")),
    ];
    let settings = resolve(&explicit, &variables).unwrap();
    assert_eq!(settings.server.to_string(), "http://own");
    assert_eq!(
        (settings.api_key.0.as_str(), settings.batch_ids[0].as_str()),
        ("own", "a b")
    );
    assert_eq!(settings.build_id.unwrap().as_str(), "ow");
}

#[test]
fn a_variable_that_is_blank_or_the_word_for_nothing_counts_as_unset() {
    for nothing in ["", " \t", "undefined", " null "] {
        let variables = [
            ("APPLITOOLS_EYES_SERVER_URL", nothing),
            ("APPLITOOLS_SERVER_URL", "http://second"),
            ("APPLITOOLS_BATCH_BUILD_ID", nothing),
            ("APPLITOOLS_PROXY_URL", nothing),
            ("http_proxy", nothing),
            ("HTTP_PROXY", "http://upper"),
            ("no_proxy", nothing),
            ("NO_PROXY", "other"),
        ];
        let settings = resolve(&[("serverUrl", text(""))], &variables).unwrap();
        assert_eq!(
            (settings.server.to_string().as_str(), settings.build_id),
            ("http://second", None)
        );
        assert_eq!(settings.proxy.unwrap().origin.to_string(), "http://upper");
        let error = resolve(&[("apiKey", Value::Unset)], &[("APPLITOOLS_API_KEY", nothing)]).unwrap_err();
        assert_eq!(error.code, Code::NoApiKey);
    }
}

#[test]
fn an_id_given_twice_is_closed_once_in_the_order_given() {
    let settings = resolve(&[("batchIds", texts(&["b", "a", " b ", "A", "a\n", "c"]))], &[]).unwrap();
    let ids: Vec<&str> = settings.batch_ids.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["b", "a", "A", "c"]);
}
