//! Properties of messages: whatever servers and runtimes say, they hold no secret and no control character.

use eyes_batch_close::config::proxy::Proxy;
use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::error::Error;
use eyes_batch_close::eyes::request::Requests;
use eyes_batch_close::eyes::response::{BodyExtent, ResponseClass, ResponseSummary, classify};
use eyes_batch_close::eyes::transport_failure;
use eyes_batch_close::host::{ErrorLink, TransportError};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::config::properties::is_plain_path;
use crate::support::random_texts::{address, any_text, contains, message_parts};
use crate::support::settings::{settings, text};
use crate::support::{KEY, cases};

const PASSWORD: &str = "Marked Pass";

fn proxied() -> Settings {
    let settings = settings(&[("proxy", text("http://user:Marked%20Pass@proxy"))]);
    let password = settings.proxy.as_ref().and_then(|proxy: &Proxy| proxy.login.as_ref());
    assert_eq!(password.unwrap().password.expose(), PASSWORD);
    settings
}

/// The error of a response, if it is one.
fn error_of(response: &ResponseSummary) -> Option<Error> {
    match classify(response, &proxied()) {
        ResponseClass::Closed | ResponseClass::Accepted(_) => None,
        ResponseClass::NotFound(failure) | ResponseClass::Failed(failure) => Some(failure.error),
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_response_of_any_kind_is_described_in_a_line_without_secrets(
        status in select(vec![200, 202, 302, 400, 401, 403, 404, 407, 429, 500, 503, 599]),
        parts in message_parts(), place in 0..8_usize, padding in 0..600_usize,
        location in option::of(any::<String>()), is_html in any::<bool>(),
        body_extent in select(vec![BodyExtent::Whole, BodyExtent::Cut, BodyExtent::Stalled]),
    ) {
        let mut parts = parts;
        parts.insert(0, "x".repeat(padding));
        parts.insert(place.min(parts.len()), KEY.to_owned());
        let response = ResponseSummary {
            status,
            content_type: is_html.then(|| "text/html".to_owned()),
            location: location.map(|location| location + KEY),
            body: parts.concat(),
            body_extent,
            ..ResponseSummary::default()
        };
        let Some(error) = error_of(&response) else { return Ok(()) };
        prop_assert!(!error.message.chars().any(char::is_control), "{:?}", error.message);
        prop_assert!(error.message.chars().count() < 700, "{}", error.message);
        // Even a part of it would tell something.
        prop_assert!(!contains(&error.message, &KEY[..6]), "{:?}", error.message);
    }

    #[test]
    fn an_error_of_any_kind_is_described_without_secrets(
        links in vec((message_parts(), option::of("[A-Z_]{0,9}"), option::of(any::<u16>())), 0..4), place in 0..8_usize,
    ) {
        let links = links.into_iter().map(|(mut parts, code, status)| {
            parts.insert(place.min(parts.len()), format!("{KEY} or {PASSWORD}"));
            ErrorLink { name: "Error".to_owned(), code, message: parts.concat(), status }
        });
        let error = transport_failure::classify(&TransportError::Thrown(links.collect()), &proxied()).error;
        let shown = format!("{error:?}");
        prop_assert!(!contains(&shown, KEY) && !contains(&shown, PASSWORD), "{}", shown);
        prop_assert!(!error.message.is_empty() && error.hint.as_ref().is_some_and(|hint| !hint.is_empty()));
    }

    #[test]
    fn a_password_that_a_server_echoes_is_not_shown(before in "[a-z \n]{0,9}", padding in 0..520_usize) {
        let body = format!("{}{before}{PASSWORD}", "x".repeat(padding));
        let response = ResponseSummary { status: 400, body, ..ResponseSummary::default() };
        prop_assert!(!contains(&error_of(&response).unwrap().message, "Marked"));
    }

    #[test]
    fn a_poll_goes_to_the_server_by_a_path_that_stays_as_it_is(location in prop_oneof![address(), any_text()]) {
        let settings = settings(&[("serverUrl", text("http://eyes:81/pre"))]);
        let requests = Requests::new(&settings, 0.5);
        let close = requests.close(&settings.batch_ids[0], 1);
        if let Some(poll) = requests.poll(&location, &close, 2) {
            let path = poll.url.strip_prefix("http://eyes:81");
            let path = path.and_then(|rest| rest.split('?').next()).unwrap_or_default();
            prop_assert!(path.starts_with('/') && is_plain_path(path), "{}", poll.url);
            prop_assert!(poll.url.chars().all(|c| c.is_ascii_graphic() && c != '#'), "{}", poll.url);
        }
    }
}
