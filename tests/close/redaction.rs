//! Neither the API key nor a proxy's password is shown of anything that others said.

use eyes_batch_close::error::Code;
use eyes_batch_close::host::{ErrorLink, TransportError};

use crate::support::KEY;
use crate::support::closing::{Call, close_a, close_a_with, close_on};
use crate::support::script::{answer, fails};
use crate::support::settings::{object, settings, text};
use crate::support::simulated_host::SimulatedHost;

#[tokio::test(start_paused = true)]
async fn a_key_that_is_part_of_an_id_is_not_in_the_message_even_where_the_id_is_cut() {
    for start in [0, 40, 50, 59, 60] {
        let id = "x".repeat(start) + KEY + "x";
        let settings = settings(&[("batchIds", text(&id))]);
        let call = close_on(SimulatedHost::new().batch(&id, [answer(400)]), &settings).await;
        assert!(!call.message().contains(&KEY[..1]), "{}", call.message());
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_the_server_echoes_is_masked_even_where_its_message_is_cut() {
    for start in 480..=500 {
        let call = close_a([answer(400).body("x".repeat(start) + KEY)]).await;
        let message = call.message();
        assert!(!message.contains(&KEY[..1]), "{start}: {message}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_part_of_a_key_is_shown_where_a_body_ends_within_it() {
    for length in 1..KEY.len() {
        let part = &KEY[..length];
        let body = || answer(400).body("your key is ").piece(0, part);
        for reply in [body().broken(), body().endless()] {
            let call = close_a([reply]).await;
            assert!(call.message().ends_with("400: your key is"), "{}", call.message());
        }
        // Where the body is complete, it was no part of anything longer.
        let complete = close_a([body()]).await;
        assert!(complete.message().ends_with(part), "{}", complete.message());
    }
    let large = answer(400)
        .body("x".repeat(65_536 - 10) + &KEY[..10])
        .piece(0, &KEY[10..]);
    let call = close_a([large]).await;
    assert!(!call.message().contains(&KEY[..1]));
}

#[tokio::test(start_paused = true)]
async fn a_key_in_utf_16_that_is_read_as_utf_8_is_masked() {
    let utf16: String = format!("key {KEY}!").chars().flat_map(|c| [c, '\0']).collect();
    let call = close_a([answer(400).body(&utf16)]).await;
    assert!(call.message().ends_with("400: key ***!"), "{:?}", call.message());
    let broken = close_a([answer(400).body(&utf16[..20]).broken()]).await;
    assert!(broken.message().ends_with("400: key"), "{:?}", broken.message());
}

#[tokio::test(start_paused = true)]
async fn our_own_words_are_never_redacted() {
    let given = [("apiKey", text("e")), ("proxy", text("http://proxy:t@proxy:3128"))];
    let call = close_a_with(&given, [answer(503)]).await;
    assert_eq!(
        call.message(),
        "Batch \"a\" was not closed: http://eyes answered 503 (after 6 attempts)"
    );
    let hint = "The server may be overloaded or down: close the batch again later.";
    assert_eq!(call.hint(), hint);
    let refused = close_a_with(&given, [answer(407)]).await;
    let message = "Batch \"a\" was not closed: the proxy http://proxy:3128 wants other credentials";
    assert_eq!((refused.code(), refused.message()), (Some(Code::Proxy), message));
}

#[tokio::test(start_paused = true)]
async fn a_password_that_a_proxy_echoes_is_masked_even_where_its_white_space_is_not_kept() {
    let proxy = object(&[
        ("url", text("http://proxy")),
        ("username", text("u")),
        ("password", text("Marked  Pass")),
    ]);
    let refusal = answer(400).body("u and Marked  Pass do not fit");
    let call = close_a_with(&[("proxy", proxy)], [refusal]).await;
    assert!(call.message().ends_with("u and *** do not fit"), "{}", call.message());
}

fn everything(call: &Call) -> String {
    let Call {
        report,
        attempts,
        results,
        ..
    } = call;
    format!("{report:?} {:?} {attempts:?} {results:?}", report.error())
}

#[tokio::test(start_paused = true)]
async fn what_a_runtime_says_of_a_request_is_shown_without_its_key() {
    let texts = [
        format!("invalid header value {KEY}\n"),
        format!("error sending request for url (http://eyes/x?apiKey={KEY}): nothing"),
        format!("Request cannot be constructed from a URL that includes credentials: http://u:{KEY}@eyes/"),
        format!("HEADERS: {}", KEY.to_uppercase()),
    ];
    for message in texts {
        let links = ["TypeError", "Error"].map(|name| ErrorLink {
            name: name.to_owned(),
            code: Some(format!("E_{KEY}")),
            message: message.clone(),
            status: None,
        });
        let call = close_a([fails(TransportError::Thrown(links.into()))]).await;
        let shown = everything(&call);
        assert!(!shown.to_lowercase().contains(&KEY.to_lowercase()), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_proxy_s_password_and_its_basic_token_are_masked() {
    let proxy = [("proxy", text("http://user:Marked%20Pass%2F@proxy"))];
    let forms = [
        "Marked Pass/",
        "Marked%20Pass%2F",
        "marked%20pass%2f",
        "dXNlcjpNYXJrZWQgUGFzcy8=",
        "dXNlcjpNYXJrZWQgUGFzcy8",
    ];
    for form in forms {
        let refusal = answer(400).body(format!("I know your secret: {form}!"));
        let call = close_a_with(&proxy, [refusal]).await;
        let message = call.message();
        assert!(message.ends_with("I know your secret: ***!"), "{message}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_key_of_a_location_is_not_in_the_origin_that_is_named() {
    let location = format!("https://{KEY}.example/");
    let call = close_a([answer(302).header("location", location)]).await;
    assert!(!everything(&call).contains(KEY), "{}", everything(&call));
}
