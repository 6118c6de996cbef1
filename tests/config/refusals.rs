//! Every value that is refused before anything is sent, with its code and the option or variable to change.

use eyes_batch_close::config::api_key::KeyLocation;
use eyes_batch_close::config::options::{Options, Value};
use eyes_batch_close::error::{Code, Error};

use crate::support::environment::Variables;
use crate::support::seconds;
use crate::support::settings::{Given, number, resolve, text, texts};

/// The error that these options and variables are refused with.
pub fn refused(given: Given<'_>, variables: Variables<'_>) -> Error {
    match resolve(given, variables) {
        Err(error) => error,
        Ok(settings) => panic!("{given:?} {variables:?} came to {settings:?}"),
    }
}

/// Each set of options and variables is refused with this code, naming this option or variable.
pub fn all_refused(code: Code, table: &[(Given<'_>, Variables<'_>, &str)]) {
    for (given, variables, option) in table {
        let error = refused(given, variables);
        assert_eq!(
            (error.code, error.option.as_deref()),
            (code, Some(*option)),
            "{given:?} {variables:?}"
        );
        assert!(error.message.contains(option), "{error}");
        assert!(error.message.ends_with(error.problem.as_deref().unwrap()), "{error}");
        assert_eq!((&error.batch_id, error.status, &error.cause), (&None, None, &None));
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
        // The word is refused where a program gave it; in a variable it counts as unset.
        let rows = if url == "undefined" { &table[..1] } else { &table };
        all_refused(Code::InvalidServerUrl, rows);
        let error = refused(table[0].0, &[]);
        assert!(error.hint.as_ref().unwrap().contains("https://eyesapi.applitools.com"));
    }
    for kind in [number(1), Value::Flag(false), texts(&["http://eyes"])] {
        all_refused(Code::InvalidServerUrl, &[(&[("serverUrl", kind)], &[], "serverUrl")]);
    }
}

#[test]
fn a_refusal_says_what_is_wrong() {
    let table: [(Given<'_>, &str); 10] = [
        (&[("serverUrl", text("http://eyes:x"))], "serverUrl has an invalid port"),
        (
            &[("serverUrl", text("http://ey%65s"))],
            "serverUrl has an invalid host name",
        ),
        (&[("apiKey", text(" "))], "apiKey is blank, \"undefined\" or \"null\""),
        (&[("apiKey", number(1))], "apiKey must be a string, not a number"),
        (
            &[("batchIds", Value::Flag(true))],
            "batchIds must be a string, not a boolean",
        ),
        (
            &[("fetch", Value::Function), ("proxy", text("http://p"))],
            "fetch can't be combined with proxy, ca, cert and key: it makes its own connections",
        ),
        (
            &[("fetch", Value::Fields(Options::default()))],
            "fetch must be a function, not an object",
        ),
        (
            &[("signal", Value::Function)],
            "signal must be an AbortSignal, not a function",
        ),
        (
            &[("ca", Value::List(vec![Value::Signal]))],
            "ca must be PEM text or bytes, or a list of them, not a list",
        ),
        (
            &[("ignoreMissing", Value::Bytes)],
            "ignoreMissing must be true or false, not a byte array",
        ),
    ];
    for (given, message) in table {
        assert_eq!(refused(given, &[]).message, message);
    }
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
            let message = refused(&[(name, value)], &[]).to_string();
            assert!(message.contains(&format!("from {low} to {high}")), "{message}");
        }
    }
    let settings = resolve(&[("timeout", number(longest)), ("concurrency", number(32))], &[]).unwrap();
    assert_eq!(
        (settings.timeout.as_millis(), settings.concurrency),
        (2_147_483_647, 32)
    );
    let settings = resolve(&[("totalTimeout", number(5_000)), ("retries", number(7))], &[]).unwrap();
    assert_eq!((settings.total_timeout, settings.retries), (seconds(5), 7));
}

#[test]
fn a_number_that_is_none_is_shown_unless_it_is_a_secret() {
    let problem = "timeout must be a whole number from 1 to 2147483647, not";
    let table = [
        (text("abc"), "\"abc\""),
        (text("5"), "\"5\""),
        (text("a\nb"), r#""a\nb""#),
        (number(0), "0"),
        (number(-1), "-1"),
        (number(2_147_483_648.0), "2147483648"),
        (number(9_007_199_254_740_991.0), "9007199254740991"),
        (number(1.5), "a fraction"),
        (number(f64::NAN), "NaN"),
        (number(f64::INFINITY), "one of that size"),
        (number(-1e300), "one of that size"),
        (Value::Other("null"), "null"),
    ];
    for (value, shown) in table {
        let error = refused(&[("timeout", value)], &[]);
        assert_eq!(error.message, format!("{problem} {shown}"));
    }
    for name in ["timeout", "totalTimeout", "retries", "concurrency"] {
        let key = text(crate::support::KEY);
        let message = refused(&[(name, key)], &[]).to_string();
        assert!(message.ends_with("not \"***\""), "{message}");
    }
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
        (&[("onAttempt", text("f"))], "onAttempt"),
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
    let build_id = "APPLITOOLS_BATCH_BUILD_ID";
    all_refused(Code::InvalidOption, &[(&[], &[(build_id, "a\tb")], build_id)]);
}

#[test]
fn functions_certificates_and_the_place_of_the_key_are_accepted() {
    let pem = Value::List(vec![text("PEM"), Value::Bytes]);
    let right = [
        ("ca", pem),
        ("cert", text("PEM")),
        ("key", Value::Bytes),
        ("apiKeyIn", text("header")),
        ("onResult", Value::Function),
        ("onAttempt", Value::Function),
        ("signal", Value::Signal),
    ];
    let settings = resolve(&right, &[]).unwrap();
    assert!(settings.has_client_certificate);
    assert_eq!(settings.api_key_in, KeyLocation::Header);
    let query = resolve(&[("apiKeyIn", text("query")), ("ca", text("PEM"))], &[]).unwrap();
    assert!(!query.has_client_certificate);
    assert_eq!(query.api_key_in, KeyLocation::Query);
}
