//! The requests on the wire, character for character.

use std::collections::BTreeSet;

use eyes_batch_close::config::options::Value;
use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::eyes::request::Requests;
use eyes_batch_close::host::Request;

use crate::support::KEY;
use crate::support::settings::{Given, settings, text};

/// The request that closes the first batch of the settings.
pub fn close_request(settings: &Settings) -> Request {
    Requests::new(settings, 0.5).close(&settings.batch_ids[0], 1)
}

fn url(given: Given<'_>) -> String {
    close_request(&settings(given)).url
}

#[test]
fn the_documented_request_is_sent() {
    let version = env!("CARGO_PKG_VERSION");
    let request = close_request(&settings(&[("serverUrl", text("https://eyesapi.applitools.com"))]));
    let documented = "https://eyesapi.applitools.com/api/sessions/batches/a/close/bypointerid?apiKey=";
    assert_eq!(
        (request.method.name(), request.url),
        ("DELETE", documented.to_owned() + KEY)
    );
    let headers = [
        ("x-applitools-eyes-client", format!("eyes-batch-close/{version}")),
        ("x-applitools-eyes-client-request-id", "4503599627370496-1".to_owned()),
    ];
    assert_eq!(request.headers, headers);
}

#[test]
fn the_key_travels_in_the_header_alone_where_that_is_asked_for() {
    let request = close_request(&settings(&[("apiKeyIn", text("header"))]));
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
    let request = close_request(&settings(&[("apiKey", key), ("apiKeyIn", text("header"))]));
    assert_eq!(request.headers[2].1, "k+/=&?#%");
}

#[test]
fn no_two_request_ids_are_alike() {
    let settings = settings(&[]);
    let mut ids = BTreeSet::new();
    for random in [0.0, 0.25, 0.250_000_000_000_000_1, 0.999_999_999_999_999_9] {
        let requests = Requests::new(&settings, random);
        ids.extend((1..=100).map(|sequence| requests.headers(sequence)[1].1.clone()));
    }
    assert_eq!(ids.len(), 400);
}

#[test]
fn nothing_of_a_request_is_shown_by_debug() {
    let request = close_request(&settings(&[("apiKeyIn", text("header"))]));
    assert_eq!(format!("{request:?}"), "Request(DELETE)");
    let settings = settings(&[]);
    let shown = format!("{request:?} {:?} {settings:?}", Requests::new(&settings, 0.5));
    assert!(!shown.contains(KEY), "{shown}");
}
