//! A response 202 with a location: polled until it says something else, and never at another origin.

use eyes_batch_close::close::report::Outcome;
use eyes_batch_close::error::Code;

use crate::support::closing::{close_a, close_a_with, close_until};
use crate::support::script::{Reply, answer, no_answer, throws};
use crate::support::settings::{number, settings, text};
use crate::support::simulated_host::SimulatedHost;
use crate::support::{KEY, ms, seconds};

/// The server is at it, and says where to ask.
fn accepted(location: &str) -> Reply {
    answer(202).header("location", location)
}

#[tokio::test(start_paused = true)]
async fn it_is_polled_until_it_no_longer_answers_202() {
    let call = close_a([
        accepted("status/1"),
        accepted("2"),
        accepted("/api/sessions/batches/a/3"),
        answer(200),
    ])
    .await;
    let urls: Vec<&str> = call.sent.iter().map(|sent| sent.url.as_str()).collect();
    let url = |path: &str| format!("http://eyes/api/sessions/batches/a/{path}?apiKey={KEY}");
    let paths = ["close/bypointerid", "close/status/1", "close/status/2", "3"];
    assert_eq!(urls, paths.map(url));
    assert_eq!(call.methods(), ["DELETE", "GET", "GET", "GET"]);
    assert_eq!((call.result().outcome, call.result().attempts), (Outcome::Closed, 1));
    assert_eq!(call.result().status, Some(200));
    assert_eq!(call.waits(), [200, 400, 800].map(ms));
}

#[tokio::test(start_paused = true)]
async fn without_a_location_202_is_a_2xx_like_any_other() {
    let call = close_a([answer(202)]).await;
    assert_eq!((call.result().outcome, call.sent.len()), (Outcome::Closed, 1));
}

#[tokio::test(start_paused = true)]
async fn a_poll_s_own_202_without_a_location_is_for_the_same_place() {
    let call = close_a([accepted("s"), answer(202), answer(202), answer(200)]).await;
    assert_eq!((call.result().outcome, call.sent.len()), (Outcome::Closed, 4));
    assert!(call.sent[2..].iter().all(|sent| sent.url == call.sent[1].url));
    assert_eq!(call.waits(), [200, 400, 800].map(ms));
}

#[tokio::test(start_paused = true)]
async fn a_foreign_location_is_asked_for_at_the_server_itself() {
    let places = [
        "https://evil.example:81/api/sessions/batches/a/x",
        "//evil.example/api/sessions/batches/a/x",
    ];
    for place in places {
        for key_in in ["query", "header"] {
            let call = close_a_with(&[("apiKeyIn", text(key_in))], [accepted(place), answer(204)]).await;
            let poll = &call.sent[1];
            let own = "http://eyes/api/sessions/batches/a/x";
            assert!(poll.url.starts_with(own), "{}", poll.url);
            assert_eq!(poll.url.contains(KEY), key_in == "query");
            assert_eq!(poll.header("x-eyes-api-key"), (key_in == "header").then_some(KEY));
            assert_eq!(call.result().outcome, Outcome::Closed);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_location_that_no_request_can_have_is_an_unexpected_response() {
    for place in ["../x", "/api/%2e%2E/x", "/a b", "/ü", "\\\\evil.example\\x"] {
        let call = close_a([accepted(place)]).await;
        let code = Some(Code::UnexpectedResponse);
        assert_eq!((call.code(), call.sent.len()), (code, 1), "{place}");
        assert_eq!(
            (call.error().status, call.result().outcome),
            (Some(202), Outcome::Failed)
        );
        assert!(call.message().contains("no usable place"), "{}", call.message());
    }
}

#[tokio::test(start_paused = true)]
async fn the_delay_that_a_server_asks_for_is_kept_between_polls_too() {
    let busy = |delay: &str| accepted("s").header("retry-after", delay);
    let call = close_a([
        busy("3"),
        busy("Sun, 06 Nov 1994 08:49:45 GMT"),
        busy("soon"),
        answer(200),
    ])
    .await;
    assert_eq!(call.waits(), [3_000, 5_000, 800].map(ms));
    assert_eq!(call.result().outcome, Outcome::Closed);
}

#[tokio::test(start_paused = true)]
async fn one_that_never_ends_ends_with_the_budget() {
    let call = close_a_with(&[("totalTimeout", number(60_000))], [accepted("s")]).await;
    let result = call.result();
    assert_eq!(
        (result.outcome, result.attempts, result.status),
        (Outcome::Failed, 1, Some(202))
    );
    assert_eq!(call.code(), Some(Code::Timeout));
    let (polls, duration) = (call.sent.len(), call.duration);
    assert!(duration <= seconds(60) && polls <= 12, "{polls} polls in {duration:?}");
    assert!(
        call.waits().iter().all(|wait| *wait <= seconds(10)),
        "{:?}",
        call.waits()
    );
}

#[tokio::test(start_paused = true)]
async fn one_that_was_accepted_may_be_closed_when_time_is_up_or_the_caller_aborts() {
    let late = close_a_with(&[("totalTimeout", number(900))], [accepted("s")]).await;
    let host = SimulatedHost::with_script([accepted("s")]);
    let aborted = close_until(host, &settings(&[]), Some(ms(500))).await;
    for (call, code) in [(late, Code::Timeout), (aborted, Code::Aborted)] {
        assert_eq!(call.code(), Some(code));
        assert!(call.message().contains("may have closed it"), "{}", call.message());
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_to_be_polled_at_once_is_polled_with_a_pause_all_the_same() {
    let busy = accepted("s").header("retry-after", "0").after(1);
    let call = close_a_with(&[("totalTimeout", number(2_000))], [busy]).await;
    assert_eq!(call.code(), Some(Code::Timeout));
    assert!(call.waits().iter().all(|wait| *wait == ms(200)), "{:?}", call.waits());
    assert!(call.sent.len() <= 20, "{} requests in two seconds", call.sent.len());
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_fails_is_tried_again_as_a_poll() {
    let call = close_a([accepted("s"), answer(503), throws("ECONNRESET"), answer(200)]).await;
    assert_eq!(call.methods(), ["DELETE", "GET", "GET", "GET"]);
    assert_eq!((call.result().outcome, call.result().attempts), (Outcome::Closed, 3));
    let urls: Vec<&str> = call.sent.iter().skip(1).map(|sent| sent.url.as_str()).collect();
    assert!(urls.iter().all(|url| *url == urls[0]), "{urls:?}");
}

#[tokio::test(start_paused = true)]
async fn what_a_poll_ends_with_is_classified_like_any_response() {
    let table = [
        (answer(401), Code::Unauthorized),
        (
            answer(302).header("location", "https://elsewhere"),
            Code::UnexpectedResponse,
        ),
        (answer(302), Code::UnexpectedResponse),
        (answer(200).body("<html>"), Code::UnexpectedResponse),
        (answer(400), Code::HttpError),
        (throws("CERT_HAS_EXPIRED"), Code::Tls),
        (answer(503), Code::HttpError),
        (no_answer(), Code::Timeout),
    ];
    for (end, code) in table {
        let call = close_a([accepted("s"), end]).await;
        assert_eq!((call.code(), call.result().outcome), (Some(code), Outcome::Failed));
    }
}

#[tokio::test(start_paused = true)]
async fn every_request_of_it_has_an_id_of_its_own() {
    let call = close_a([accepted("s"), answer(503), accepted("t"), answer(200)]).await;
    let mut ids: Vec<&str> = Vec::new();
    for sent in &call.sent {
        ids.extend(sent.header("x-applitools-eyes-client-request-id"));
    }
    assert_eq!(ids.len(), 4);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4, "{ids:?}");
}
