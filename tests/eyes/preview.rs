//! The requests of a call that are shown and not sent.

use eyes_batch_close::config::options::Value;
use eyes_batch_close::config::results_settings::ResultsSettings;
use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::eyes::preview::{RequestPreview, preview, preview_results};

use crate::support::KEY;
use crate::support::environment::environment;
use crate::support::settings::{Given, complete_options, settings, text, texts};

fn request(url: &str) -> RequestPreview {
    RequestPreview {
        method: "DELETE",
        url: url.to_owned(),
        headers: Vec::new(),
        proxy: None,
    }
}

#[test]
fn each_batch_has_its_request_without_the_key() {
    let server = ("serverUrl", text("https://eyesapi.applitools.com"));
    let found = preview(&settings(&[("batchIds", texts(&["a", "b c's"])), server]));
    let begin = "https://eyesapi.applitools.com/api/sessions/batches";
    let expected = ["a", "b%20c%27s"].map(|id| request(&format!("{begin}/{id}/close/bypointerid?apiKey=***")));
    assert_eq!(found, expected);
}

#[test]
fn it_has_the_header_of_the_key_and_the_proxy_without_its_credentials() {
    let given = [
        ("apiKey", text("the/key")),
        ("apiKeyIn", text("header")),
        ("serverUrl", text("http://eyes/it's/$HOME/")),
        ("proxy", text("http://me:secret@proxy:8080")),
        ("batchBuildId", text("7")),
    ];
    let expected = RequestPreview {
        headers: vec![("x-eyes-api-key", "***".to_owned())],
        proxy: Some("http://proxy:8080".to_owned()),
        ..request("http://eyes/it's/$HOME/api/sessions/batches/a/7/close/bypointerid")
    };
    assert_eq!(preview(&settings(&given)), [expected]);
}

#[test]
fn with_a_key_or_without_it_looks_the_same() {
    let preview_of = |given: Given<'_>| {
        let options = complete_options(given);
        preview(&Settings::resolve_for_preview(&options, &environment(&[])).unwrap())
    };
    let with_key = preview_of(&[]);
    assert_eq!(preview_of(&[("apiKey", Value::Unset)]), with_key);
    assert_eq!(preview_of(&[("apiKey", text("k+/&#"))]), with_key);
    assert!(with_key[0].url.ends_with("?apiKey=***") && !format!("{with_key:?}").contains(KEY));
}

#[test]
fn reading_has_its_requests_without_any_key() {
    let given = [("batchIds", texts(&["a", "b c"])), ("results", Value::Flag(true))];
    let without_key = crate::support::settings::options(&given).with("serverUrl", text("http://eyes"));
    let results = ResultsSettings::resolve_for_preview(&without_key, &environment(&[]))
        .unwrap()
        .unwrap();
    let expected = ["a", "b%20c"].map(|id| RequestPreview {
        method: "GET",
        headers: vec![("x-eyes-api-key", "***".to_owned())],
        ..request(&format!("http://eyes/api/v1/batches/{id}?statsOnly=true"))
    });
    assert_eq!(preview_results(&results), expected);
    let unwanted = complete_options(&[]);
    assert!(
        ResultsSettings::resolve_for_preview(&unwanted, &environment(&[]))
            .unwrap()
            .is_none()
    );
}
