//! The header `Location` of a response 202: where it is polled.

use eyes_batch_close::eyes::request::Requests;

use super::request::close_request;
use crate::support::KEY;
use crate::support::settings::{settings, text};

/// The poll's URL without the key, for a location that an answer to the closing of `a b` behind a prefix named.
fn polled_url(location: &str) -> Option<String> {
    let settings = settings(&[("serverUrl", text("http://eyes/pre")), ("batchIds", text("a b"))]);
    let request = Requests::new(&settings, 0.5).poll(location, &close_request(&settings), 2)?;
    assert_eq!(
        (request.method.name(), request.headers[1].1.as_str()),
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
        assert_eq!(polled_url(location), Some(url), "{location}");
    }
    let own_key = format!("/status?apiKey={KEY}&x=1");
    assert_eq!(polled_url(&own_key).as_deref(), Some("http://eyes/status?&x=1"));
}

#[test]
fn a_location_with_an_address_in_its_query_keeps_its_path() {
    let back = "x=1&back=https://evil.example/y";
    assert_eq!(
        polled_url(&format!("/status?{back}")),
        Some(format!("http://eyes/status?{back}"))
    );
    let batch = "http://eyes/pre/api/sessions/batches/a%20b/close";
    assert_eq!(
        polled_url(&format!("status?{back}")),
        Some(format!("{batch}/status?{back}"))
    );
}

#[test]
fn a_location_that_is_a_query_alone_keeps_the_whole_path() {
    let batch = "http://eyes/pre/api/sessions/batches/a%20b/close";
    assert_eq!(polled_url("?x=1"), Some(format!("{batch}/bypointerid?x=1")));
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
        assert_eq!(polled_url(location), None, "{location:?}");
    }
}

#[test]
fn a_poll_s_location_is_resolved_from_the_poll() {
    let settings = settings(&[]);
    let requests = Requests::new(&settings, 0.5);
    let first = requests.poll("/status/1?x=1/2", &close_request(&settings), 2).unwrap();
    let second = requests.poll("3", &first, 3).unwrap();
    assert_eq!(second.url, format!("http://eyes/status/3?apiKey={KEY}"));
}

#[test]
fn only_a_parameter_by_the_name_of_the_key_counts_as_the_key() {
    let settings = settings(&[]);
    let requests = Requests::new(&settings, 0.5);
    let poll = |location: &str| requests.poll(location, &close_request(&settings), 2).unwrap().url;
    let table = [
        ("/s?apiKey=other", "/s?apiKey=other".to_owned()),
        ("/s?x=1&APIKEY=other", "/s?x=1&APIKEY=other".to_owned()),
        ("/s?xapikey=1", format!("/s?xapikey=1&apiKey={KEY}")),
        ("/s?x=apikey=1", format!("/s?x=apikey=1&apiKey={KEY}")),
        ("/apikey=1", format!("/apikey=1?apiKey={KEY}")),
        ("/s?", format!("/s?&apiKey={KEY}")),
    ];
    for (location, polled) in table {
        assert_eq!(poll(location), format!("http://eyes{polled}"));
    }
}

#[test]
fn with_the_key_in_the_header_a_poll_has_none_in_its_query() {
    let settings = settings(&[("apiKeyIn", text("header"))]);
    let requests = Requests::new(&settings, 0.5);
    let poll = requests.poll("/s", &close_request(&settings), 2).unwrap();
    assert_eq!(poll.url, "http://eyes/s");
    assert_eq!(poll.headers.last(), Some(&("x-eyes-api-key", KEY.to_owned())));
}
