//! The requests on the wire, character for character.
#![cfg(test)]

mod support;

use std::collections::BTreeSet;

use eyes_batch_close::request::{Request, Requests};
use eyes_batch_close::settings::Settings;
use support::{KEY, Value, settings, text};

/// The request that closes the first batch of the settings.
fn closing(settings: &Settings) -> Request {
    Requests::new(settings, 0.5).close(&settings.batch_ids[0], 1)
}

fn url(given: &[(&'static str, Value)]) -> String {
    closing(&settings(given)).url
}

#[test]
fn the_documented_request_is_sent() {
    let version = env!("CARGO_PKG_VERSION");
    let request = closing(&settings(&[("serverUrl", text("https://eyesapi.applitools.com"))]));
    let documented = "https://eyesapi.applitools.com/api/sessions/batches/a/close/bypointerid?apiKey=";
    assert_eq!((request.method, request.url), ("DELETE", documented.to_owned() + KEY));
    let headers = [
        ("x-applitools-eyes-client", format!("eyes-batch-close/{version}")),
        ("x-applitools-eyes-client-request-id", "4503599627370496-1".to_owned()),
    ];
    assert_eq!(request.headers, headers);
}

#[test]
fn the_key_travels_in_the_header_alone_where_that_is_asked_for() {
    let request = closing(&settings(&[("apiKeyIn", text("header"))]));
    assert_eq!(request.url, "http://eyes/api/sessions/batches/a/close/bypointerid");
    assert_eq!(request.headers.last(), Some(&("x-eyes-api-key", KEY.to_owned())));
    assert_eq!(request.headers.len(), 3);
}

#[test]
fn a_path_prefix_and_a_build_id_are_part_of_the_path() {
    let table = [
        (
            "http://eyes/pre/fix/",
            None,
            "http://eyes/pre/fix/api/sessions/batches/a/close/bypointerid",
        ),
        (
            "http://eyes:8080//",
            None,
            "http://eyes:8080/api/sessions/batches/a/close/bypointerid",
        ),
        (
            "http://eyes",
            Some("b 1"),
            "http://eyes/api/sessions/batches/a/b%201/close/bypointerid",
        ),
        (
            "http://eyes/p",
            Some("x/y"),
            "http://eyes/p/api/sessions/batches/a/x%2Fy/close/bypointerid",
        ),
    ];
    for (server, build, expected) in table {
        let build = build.map_or(Value::Unset, text);
        let url = url(&[("serverUrl", text(server)), ("batchBuildId", build)]);
        assert_eq!(url, format!("{expected}?apiKey={KEY}"));
    }
}

#[test]
fn an_odd_id_stays_one_segment() {
    let table = [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("a?x=1", "a%3Fx%3D1"),
        ("a#b", "a%23b"),
        ("a%2Fb", "a%252Fb"),
        ("50%", "50%25"),
        ("../../evil", "..%2F..%2Fevil"),
        ("a+b", "a%2Bb"),
        ("a&b=c", "a%26b%3Dc"),
        ("a\\b", "a%5Cb"),
        ("é漢😀", "%C3%A9%E6%BC%A2%F0%9F%98%80"),
        ("{\"id\": '1'}", "%7B%22id%22%3A%20%271%27%7D"),
    ];
    for (id, segment) in table {
        let expected = format!("http://eyes/api/sessions/batches/{segment}/close/bypointerid?apiKey={KEY}");
        assert_eq!(url(&[("batchIds", text(id))]), expected);
    }
    let long = "x".repeat(9_000);
    assert!(url(&[("batchIds", text(&long))]).contains(&format!("/{long}/close/")));
}

#[test]
fn a_key_is_encoded_in_the_query_and_as_it_is_in_the_header() {
    let key = text("k+/=&?#%");
    assert!(url(&[("apiKey", key.clone())]).ends_with("?apiKey=k%2B%2F%3D%26%3F%23%25"));
    let request = closing(&settings(&[("apiKey", key), ("apiKeyIn", text("header"))]));
    assert_eq!(request.headers[2].1, "k+/=&?#%");
}

#[test]
fn no_two_request_ids_are_alike() {
    let settings = settings(&[]);
    let mut ids = BTreeSet::new();
    for random in [0.0, 0.25, 0.250_000_000_000_000_1, 0.999_999_999_999_999_9] {
        let requests = Requests::new(&settings, random);
        ids.extend((1..=100).map(|serial| requests.headers(serial)[1].1.clone()));
    }
    assert_eq!(ids.len(), 400);
}

#[test]
fn nothing_of_a_request_is_shown_by_debug() {
    let request = closing(&settings(&[("apiKeyIn", text("header"))]));
    let settings = settings(&[]);
    let shown = format!("{request:?} {:?} {settings:?}", Requests::new(&settings, 0.5));
    assert!(!shown.contains(KEY), "{shown}");
}

/// The poll's URL without the key, for a location that an answer to the closing of `a b` behind a prefix named.
fn polled(location: &str) -> Option<String> {
    let settings = settings(&[("serverUrl", text("http://eyes/pre")), ("batchIds", text("a b"))]);
    let request = Requests::new(&settings, 0.5).poll(location, &closing(&settings), 2)?;
    assert_eq!(
        (request.method, request.headers[1].1.as_str()),
        ("GET", "4503599627370496-2")
    );
    assert_eq!(request.url.matches(KEY).count(), 1, "{}", request.url);
    let url = request.url.replace(&format!("apiKey={KEY}"), "");
    Some(url.trim_end_matches(['?', '&']).to_owned())
}

#[test]
fn a_location_is_resolved_onto_the_server_s_own_origin() {
    let batch = "http://eyes/pre/api/sessions/batches/a%20b/close";
    let table = [
        ("status", format!("{batch}/status")),
        (" status/1?x=1 ", format!("{batch}/status/1?x=1")),
        ("/status/1", "http://eyes/status/1".to_owned()),
        ("/status?x=1&y=%20", "http://eyes/status?x=1&y=%20".to_owned()),
        ("/status#part", "http://eyes/status".to_owned()),
        ("http://eyes/pre/status", "http://eyes/pre/status".to_owned()),
        (
            "https://user:pass@evil.example:444/status?x=1",
            "http://eyes/status?x=1".to_owned(),
        ),
        ("HTTPS://evil.example/status", "http://eyes/status".to_owned()),
        ("//evil.example/status", "http://eyes/status".to_owned()),
        ("https://evil.example", "http://eyes/".to_owned()),
    ];
    for (location, url) in table {
        assert_eq!(polled(location), Some(url), "{location}");
    }
    let own_key = format!("/status?apiKey={KEY}&x=1");
    assert_eq!(polled(&own_key).as_deref(), Some("http://eyes/status?&x=1"));
}

#[test]
fn a_location_with_an_address_in_its_query_keeps_its_path() {
    let back = "x=1&back=https://evil.example/y";
    assert_eq!(
        polled(&format!("/status?{back}")),
        Some(format!("http://eyes/status?{back}"))
    );
    let batch = "http://eyes/pre/api/sessions/batches/a%20b/close";
    assert_eq!(
        polled(&format!("status?{back}")),
        Some(format!("{batch}/status?{back}"))
    );
}

#[test]
fn a_location_that_is_a_query_alone_keeps_the_whole_path() {
    let batch = "http://eyes/pre/api/sessions/batches/a%20b/close";
    assert_eq!(polled("?x=1"), Some(format!("{batch}/bypointerid?x=1")));
}

#[test]
fn a_location_that_a_url_parser_would_change_is_unusable() {
    for location in [
        "../status",
        "./status",
        "/a/../b",
        "/a/%2e%2E/b",
        "https://evil.example/../x",
        "/a b",
        "/a\tb",
        "/ü",
        "/\\evil.example/x",
        "\\\\evil.example",
        "/a\"b",
        "/a?b c",
        "/a?ü",
    ] {
        assert_eq!(polled(location), None, "{location:?}");
    }
}

#[test]
fn a_poll_s_location_is_resolved_from_the_poll() {
    let settings = settings(&[]);
    let requests = Requests::new(&settings, 0.5);
    let first = requests.poll("/status/1?x=1/2", &closing(&settings), 2).unwrap();
    let second = requests.poll("3", &first, 3).unwrap();
    assert_eq!(second.url, format!("http://eyes/status/3?apiKey={KEY}"));
}
