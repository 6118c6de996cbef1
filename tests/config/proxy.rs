//! The proxy on the way: explicit, then APPLITOOLS_PROXY_URL, then the standard variables unless NO_PROXY has the host.

use eyes_batch_close::config::options::Value;
use eyes_batch_close::config::proxy::Proxy;
use eyes_batch_close::error::Code;

use crate::support::environment::Variables;
use crate::support::settings::{Given, number, object, resolve, text, texts};

/// A proxy as an object; a field without a value is not in it.
fn fields(url: Value, username: Value, password: Value) -> Value {
    object(&[("url", url), ("username", username), ("password", password)])
}

fn proxy(given: Given<'_>, variables: Variables<'_>) -> Option<Proxy> {
    resolve(given, variables).unwrap().proxy
}

/// The proxy's address alone.
fn address(given: Given<'_>, variables: Variables<'_>) -> Option<String> {
    proxy(given, variables).map(|proxy| proxy.origin.to_string())
}

#[test]
fn an_explicit_proxy_has_three_forms() {
    let url = || text("http://us%20er:p%40ss@proxy:3128/");
    let table = [
        (url(), Some(("us er", "p@ss"))),
        (fields(url(), Value::Unset, Value::Unset), Some(("us er", "p@ss"))),
        (fields(url(), text("own"), Value::Unset), Some(("own", "p@ss"))),
        (fields(url(), Value::Unset, text("own")), Some(("us er", "own"))),
        (fields(text("proxy:3128"), text("own"), Value::Unset), Some(("own", ""))),
        (fields(url(), text("own"), text("p%40:ss")), Some(("own", "p%40:ss"))),
        (fields(text("proxy:3128"), Value::Unset, Value::Unset), None),
        (text(" proxy:3128 "), None),
    ];
    for (given, login) in table {
        let proxy = proxy(&[("proxy", given)], &[]).unwrap();
        let found = proxy.login.as_ref();
        let found = found.map(|login| (login.username.as_str(), login.password.expose()));
        assert_eq!((proxy.origin.to_string().as_str(), found), ("http://proxy:3128", login));
    }
}

#[test]
fn the_first_that_is_set_wins() {
    let variables = [
        ("APPLITOOLS_PROXY_URL", "http://own"),
        ("https_proxy", "http://lower-s"),
        ("HTTPS_PROXY", "http://upper-s"),
        ("http_proxy", "http://lower"),
        ("HTTP_PROXY", "http://upper"),
    ];
    let https = [("serverUrl", text("https://eyes"))];
    let winners = [
        "http://own",
        "http://lower-s",
        "http://upper-s",
        "http://lower",
        "http://upper",
    ];
    for (from, winner) in winners.into_iter().enumerate() {
        assert_eq!(address(&https, &variables[from..]).as_deref(), Some(winner));
    }
    assert_eq!(
        address(&[], &variables[1..]).as_deref(),
        Some("http://lower"),
        "for an http server"
    );
    assert_eq!(address(&[], &variables[1..3]), None, "for an http server");
    assert_eq!(
        address(&[("proxy", text("http://given"))], &variables).as_deref(),
        Some("http://given")
    );
    assert_eq!(address(&https, &[("ALL_PROXY", "http://all")]), None);
}

#[test]
fn no_proxy_concerns_the_standard_variables_alone() {
    let standard = ("http_proxy", "http://proxy");
    for name in ["no_proxy", "NO_PROXY"] {
        assert_eq!(address(&[], &[standard, (name, "other, eyes")]), None);
        assert_eq!(
            address(&[], &[standard, (name, "other")]).as_deref(),
            Some("http://proxy")
        );
        let own = [("APPLITOOLS_PROXY_URL", "http://own"), (name, "*")];
        assert_eq!(address(&[], &own).as_deref(), Some("http://own"));
        assert_eq!(
            address(&[("proxy", text("http://own"))], &[(name, "*")]).as_deref(),
            Some("http://own")
        );
    }
    assert_eq!(
        address(&[], &[standard, ("no_proxy", "eyes"), ("NO_PROXY", "other")]),
        None
    );
}

#[test]
fn a_caller_s_fetch_has_no_proxy() {
    let variables = [
        ("APPLITOOLS_PROXY_URL", "no proxy at all"),
        ("http_proxy", "http://proxy"),
    ];
    assert_eq!(address(&[("fetch", Value::Function)], &variables), None);
}

#[test]
fn what_is_no_proxy_is_refused_and_its_secrets_are_not_shown() {
    let unset = || Value::Unset;
    let wrong = [
        text(""),
        text("socks5://user:MarkedPass@proxy"),
        text("http://user:MarkedPass@pro xy"),
        text("http://user:MarkedPass@"),
        text("http:\\\\user:MarkedPass@proxy"),
        text("http://user:MarkedPass@pro\u{7}xy"),
        text("http://us%3Aer:MarkedPass@proxy"),
        text("http://user:%ffMarkedPass@proxy"),
        text("user:MarkedPass/x@proxy"),
        number(3128),
        Value::Flag(true),
        texts(&["http://proxy"]),
        fields(unset(), text("user"), text("MarkedPass")),
        fields(number(1), unset(), unset()),
        fields(text("http://proxy"), unset(), text("MarkedPass")),
        fields(text("http://proxy"), number(1), text("MarkedPass")),
        fields(text("http://proxy"), text("user"), number(1)),
        fields(text("http://proxy"), text("us:er"), text("MarkedPass")),
    ];
    for value in wrong {
        let error = resolve(&[("proxy", value.clone())], &[]).unwrap_err();
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::InvalidProxy, Some("proxy")),
            "{value:?}"
        );
        assert!(!format!("{error:?}").contains("MarkedPass"), "{error:?}");
        assert!(error.hint.is_some());
    }
    for name in [
        "APPLITOOLS_PROXY_URL",
        "https_proxy",
        "HTTPS_PROXY",
        "http_proxy",
        "HTTP_PROXY",
    ] {
        let https = [("serverUrl", text("https://eyes"))];
        let error = resolve(&https, &[(name, "ftp://user:MarkedPass@proxy")]).unwrap_err();
        assert_eq!((error.code, error.option.as_deref()), (Code::InvalidProxy, Some(name)));
        assert!(!format!("{error:?}").contains("MarkedPass"), "{error:?}");
    }
}

#[test]
fn a_refusal_says_what_is_wrong() {
    let unset = || Value::Unset;
    let url = || text("http://proxy");
    let table = [
        (number(1), "proxy must be a URL, or an object with a url, not a number"),
        (
            fields(unset(), text("u"), unset()),
            "proxy must have a url that is a string",
        ),
        (
            fields(url(), unset(), text("p")),
            "proxy has a password but no username",
        ),
        (
            fields(url(), text("u"), number(1)),
            "proxy must have a username and a password that are strings",
        ),
        (
            fields(url(), text("u:u"), text("p")),
            "proxy has a user name with a colon, which Basic can't send",
        ),
        (text("http://%ff@p"), "proxy has credentials that are not UTF-8"),
        (text("ftp://proxy"), "proxy has a scheme that is neither http nor https"),
    ];
    for (value, message) in table {
        let error = resolve(&[("proxy", value)], &[]).unwrap_err();
        assert_eq!(error.message, message);
    }
}
