//! Every value that is refused before anything is sent, with its code and the option or variable to change.
#![cfg(test)]
#![allow(clippy::arithmetic_side_effects)]

mod support;

use eyes_batch_close::api_key::KeyPlace;
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::options::Options;
use support::{KEY, Value, number, resolve, text, texts};

type Given<'a> = &'a [(&'static str, Value)];
type Variables<'a> = &'a [(&'a str, &'a str)];

/// The error that these options and variables are refused with.
fn refused(given: Given<'_>, variables: Variables<'_>) -> Error {
    match resolve(given, variables) {
        Err(error) => error,
        Ok(settings) => panic!("{given:?} {variables:?} came to {settings:?}"),
    }
}

/// Each set of options and variables is refused with this code, naming this option or variable.
fn all_refused(code: Code, table: &[(Given<'_>, Variables<'_>, &str)]) {
    for (given, variables, option) in table {
        let error = refused(given, variables);
        assert_eq!(
            (error.code, error.option.as_deref()),
            (code, Some(*option)),
            "{given:?} {variables:?}"
        );
        assert!(error.message.contains(option), "{}", error.message);
        assert_eq!((error.batch_id, error.status, error.cause), (None, None, None));
    }
}

#[test]
fn without_a_batch_id_there_is_nothing_to_close() {
    let variables: Variables<'_> = &[("APPLITOOLS_BATCH_ID", "of-the-run")];
    for given in [Value::Unset, Value::List(Vec::new())] {
        all_refused(Code::NoBatchId, &[(&[("batchIds", given)], variables, "batchIds")]);
    }
}

#[test]
fn an_id_that_is_none_is_refused_before_anything_is_sent() {
    let words = [
        "",
        " ",
        "undefined",
        " null ",
        ".",
        "..",
        "a\nb",
        "\0",
        "\u{7f}",
        "\u{9b}x",
    ];
    let lone = Value::Other("text with a lone surrogate");
    let kinds = [
        number(5),
        Value::Flag(true),
        Value::Bytes,
        Value::Function,
        Value::Signal,
        lone,
    ];
    for value in words.map(text).into_iter().chain(kinds) {
        let list = Value::List(vec![text("good"), value.clone()]);
        for given in [("batchIds", value), ("batchIds", list.clone())] {
            all_refused(Code::InvalidBatchId, &[(&[given], &[], "batchIds")]);
        }
        let error = refused(&[("batchIds", list)], &[]);
        assert!(
            error.message.contains("batchIds[1]") && error.hint.is_some(),
            "{}",
            error.message
        );
    }
}

#[test]
fn a_server_url_that_is_none_is_refused() {
    let wrong = [
        "undefined",
        "eyes.example.com",
        "ftp://eyes",
        "http://",
        "http://u:p@eyes",
        "http://eyes?x",
        "http://eyes#x",
        "http:\\\\eyes",
        "http://ey es",
        "http://eyes/a/../b",
        "http://eyes:0",
        "http://127.1",
    ];
    for url in wrong {
        let unset = [("serverUrl", Value::Unset)];
        let table: [(Given<'_>, Variables<'_>, &str); 3] = [
            (&[("serverUrl", text(url))], &[], "serverUrl"),
            (&unset, &[("APPLITOOLS_SERVER_URL", url)], "APPLITOOLS_SERVER_URL"),
            (
                &unset,
                &[("APPLITOOLS_EYES_SERVER_URL", url)],
                "APPLITOOLS_EYES_SERVER_URL",
            ),
        ];
        // The word for nothing is refused where a program gave it; in a variable it is nothing.
        let rows = if url == "undefined" { &table[..1] } else { &table };
        all_refused(Code::InvalidServerUrl, rows);
        let error = refused(table[0].0, &[]);
        assert!(error.hint.unwrap().contains("https://eyesapi.applitools.com"));
    }
    for kind in [number(1), Value::Flag(false), texts(&["http://eyes"])] {
        all_refused(Code::InvalidServerUrl, &[(&[("serverUrl", kind)], &[], "serverUrl")]);
    }
}

#[test]
fn a_key_that_is_none_is_refused() {
    for nothing in [
        text(""),
        text("  "),
        text("undefined"),
        text("null"),
        number(7),
        texts(&["k"]),
    ] {
        all_refused(
            Code::NoApiKey,
            &[(&[("apiKey", nothing)], &[("APPLITOOLS_API_KEY", KEY)], "apiKey")],
        );
    }
    for odd in ["two words", "new\nline", "nul\0", "é", "zero\u{200b}width"] {
        let table: [(Given<'_>, Variables<'_>, &str); 2] = [
            (&[("apiKey", text(odd))], &[], "apiKey"),
            (
                &[("apiKey", Value::Unset)],
                &[("APPLITOOLS_API_KEY", odd)],
                "APPLITOOLS_API_KEY",
            ),
        ];
        all_refused(Code::InvalidOption, &table);
        assert!(!refused(table[0].0, &[]).message.contains(odd));
    }
    let hint = refused(&[("apiKey", Value::Unset)], &[]).hint.unwrap();
    assert!(
        hint.contains("APPLITOOLS_API_KEY") && hint.contains("option apiKey"),
        "{hint}"
    );
}

#[test]
fn numbers_have_limits_and_are_not_clamped() {
    let longest = 2_147_483_647.0;
    let table = [
        ("timeout", 1.0, longest),
        ("totalTimeout", 1.0, longest),
        ("retries", 0.0, 100.0),
        ("concurrency", 1.0, 32.0),
    ];
    for (name, low, high) in table {
        for right in [low, high] {
            assert!(resolve(&[(name, number(right))], &[]).is_ok(), "{name} {right}");
        }
        let wrong = [
            low - 1.0,
            high + 1.0,
            low + 0.5,
            -1.0,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            1e300,
        ];
        let kinds = [text("5"), Value::Flag(true), texts(&["5"]), Value::Other("null")];
        for value in wrong.map(number).into_iter().chain(kinds) {
            all_refused(Code::InvalidOption, &[(&[(name, value.clone())], &[], name)]);
            let message = refused(&[(name, value)], &[]).message;
            assert!(message.contains(&format!("from {low} to {high}")), "{message}");
        }
    }
    let settings = resolve(&[("timeout", number(longest)), ("concurrency", number(32))], &[]).unwrap();
    assert_eq!((settings.timeout, settings.concurrency), (2_147_483_647, 32));
}

#[test]
fn other_options_of_a_wrong_kind_are_refused() {
    let fetch = ("fetch", Value::Function);
    let rows: &[(Given<'_>, &str)] = &[
        (&[("apiKeyIn", text("cookie"))], "apiKeyIn"),
        (&[("apiKeyIn", text("Header"))], "apiKeyIn"),
        (&[("apiKeyIn", Value::Flag(true))], "apiKeyIn"),
        (&[("ignoreMissing", text("true"))], "ignoreMissing"),
        (&[("ignoreMissing", number(1))], "ignoreMissing"),
        (&[("onResult", text("f"))], "onResult"),
        (&[("fetch", text("f"))], "fetch"),
        (&[("signal", Value::Fields(Options::default()))], "signal"),
        (&[("batchBuildId", text(" "))], "batchBuildId"),
        (&[("batchBuildId", text(".."))], "batchBuildId"),
        (&[("batchBuildId", text("undefined"))], "batchBuildId"),
        (&[("batchBuildId", number(1))], "batchBuildId"),
        (&[fetch.clone(), ("proxy", text("http://proxy"))], "fetch"),
        (&[fetch.clone(), ("ca", text("PEM"))], "fetch"),
        (&[fetch.clone(), ("cert", text("PEM")), ("key", text("PEM"))], "fetch"),
        (&[fetch, ("key", text("PEM"))], "fetch"),
        (&[("cert", text("PEM"))], "cert"),
        (&[("key", Value::Bytes)], "key"),
        (&[("ca", number(1))], "ca"),
        (&[("ca", Value::List(vec![text("PEM"), Value::Flag(true)]))], "ca"),
        (&[("cert", Value::Function), ("key", text("PEM"))], "cert"),
    ];
    for (given, option) in rows {
        all_refused(Code::InvalidOption, &[(given, &[], option)]);
    }
    all_refused(
        Code::InvalidOption,
        &[(
            &[],
            &[("APPLITOOLS_BATCH_BUILD_ID", "a\tb")],
            "APPLITOOLS_BATCH_BUILD_ID",
        )],
    );
    let pem = Value::List(vec![text("PEM"), Value::Bytes]);
    let right = [
        ("ca", pem),
        ("cert", text("PEM")),
        ("key", Value::Bytes),
        ("apiKeyIn", text("header")),
    ];
    let settings = resolve(&right, &[]).unwrap();
    assert!(settings.has_certificate && settings.api_key_in == KeyPlace::Header);
}
