//! Options, then environment, then defaults.

use eyes_batch_close::config::api_key::KeyLocation;
use eyes_batch_close::config::options::{Options, Value};
use eyes_batch_close::config::settings::build_id_hint;
use eyes_batch_close::error::Code;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::environment::environment;
use crate::support::random_texts::{address, any_text};
use crate::support::settings::{resolve, text};
use crate::support::{KEY, cases, seconds};

#[test]
fn defaults_are_as_documented() {
    let settings = resolve(&[("serverUrl", Value::Unset)], &[]).unwrap();
    assert_eq!(settings.server.to_string(), "https://eyesapi.applitools.com");
    assert_eq!((settings.timeout, settings.total_timeout), (seconds(30), seconds(120)));
    assert_eq!((settings.retries, settings.concurrency), (5, 8));
    assert_eq!((settings.build_id, settings.proxy), (None, None));
    assert_eq!(
        (settings.api_key_in, settings.ignore_missing),
        (KeyLocation::Query, false)
    );
    assert!(!settings.has_client_certificate);
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
    assert_eq!(settings.api_key.expose(), "variable");
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
        (settings.api_key.expose(), settings.batch_ids[0].as_str()),
        ("own", "a b")
    );
    assert_eq!(settings.build_id.unwrap().as_str(), "ow");
}

#[test]
fn a_variable_that_is_blank_undefined_or_null_counts_as_unset() {
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

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn options_of_any_kind_come_to_settings_or_to_a_refusal_that_names_one(
        given in vec((select(NAMES.to_vec()), value()), 0..6),
        variables in vec((select(VARIABLES.to_vec()), any_text()), 0..4),
    ) {
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, text)| (*name, text.as_str())).collect();
        if let Err(error) = resolve(&given, &variables) {
            let config = [
                Code::NoBatchId, Code::InvalidBatchId, Code::NoApiKey, Code::InvalidServerUrl, Code::InvalidProxy,
                Code::InvalidOption,
            ];
            prop_assert!(config.contains(&error.code), "{:?}", error);
            let named = error.option.clone().unwrap_or_default();
            prop_assert!(NAMES.contains(&named.as_str()) || VARIABLES.contains(&named.as_str()), "{:?}", error);
            prop_assert!(!format!("{error:?}").contains(KEY), "{:?}", error);
        }
    }
}

#[test]
fn the_hint_about_builds_is_that_of_the_settings_whatever_else_is_wrong() {
    let no_key = Options::default();
    for variables in [
        &[("CI_JOB_ID", "7")][..],
        &[("CI_JOB_ID", "7"), ("APPLITOOLS_BATCH_BUILD_ID", "7")],
        &[],
    ] {
        let hint = build_id_hint(&no_key, &environment(variables)).unwrap();
        assert_eq!(hint, resolve(&[], variables).unwrap().build_id_hint);
        assert_eq!(hint.is_some(), variables.len() == 1);
    }
}

const NAMES: [&str; 18] = [
    "batchIds",
    "serverUrl",
    "apiKey",
    "proxy",
    "batchBuildId",
    "apiKeyIn",
    "timeout",
    "totalTimeout",
    "retries",
    "concurrency",
    "ignoreMissing",
    "signal",
    "onResult",
    "onAttempt",
    "fetch",
    "ca",
    "cert",
    "key",
];

const VARIABLES: [&str; 8] = [
    "APPLITOOLS_EYES_SERVER_URL",
    "APPLITOOLS_SERVER_URL",
    "APPLITOOLS_API_KEY",
    "APPLITOOLS_BATCH_BUILD_ID",
    "APPLITOOLS_PROXY_URL",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
];

/// A value of any kind.
fn value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Unset),
        prop_oneof![any_text(), address(), Just(KEY.to_owned())].prop_map(Value::Text),
        any::<f64>().prop_map(Value::Number),
        (0..200_i32).prop_map(|number| Value::Number(number.into())),
        any::<bool>().prop_map(Value::Flag),
        select(vec![Value::Bytes, Value::Function, Value::Signal, Value::Other("null")]),
    ];
    plain.prop_recursive(2, 8, 4, |inner| {
        let fields = vec((select(vec!["url", "username", "password"]), inner.clone()), 0..4);
        let fields = fields.prop_map(|fields| {
            let mut object = Options::default();
            fields.into_iter().for_each(|(name, value)| object.insert(name, value));
            Value::Fields(object)
        });
        prop_oneof![vec(inner, 0..4).prop_map(Value::List), fields]
    })
}
