//! An answer 202 with a location: asked again until it says something else, and never at another origin.
#![cfg(test)]

mod support;

use eyes_batch_close::error::Code;
use eyes_batch_close::report::Outcome;
use support::{KEY, Step, World, answer, meets, never, number, run, run_until, settings, text, throws};

/// The server is at it, and says where to ask.
fn accepted(location: &str) -> Step {
    answer(202).header("location", location)
}

#[tokio::test(start_paused = true)]
async fn it_is_polled_until_it_no_longer_answers_202() {
    let run = meets([
        accepted("status/1"),
        accepted("2"),
        accepted("/api/sessions/batches/a/3"),
        answer(200),
    ])
    .await;
    let urls: Vec<&str> = run.sent.iter().map(|sent| sent.url.as_str()).collect();
    let asked = |path: &str| format!("http://eyes/api/sessions/batches/a/{path}?apiKey={KEY}");
    let paths = ["close/bypointerid", "close/status/1", "close/status/2", "3"];
    assert_eq!(urls, paths.map(asked));
    assert_eq!(run.methods(), ["DELETE", "GET", "GET", "GET"]);
    assert_eq!((run.result().outcome, run.result().attempts), (Outcome::Closed, 1));
    assert_eq!((run.result().status, run.waits()), (Some(200), vec![200, 400, 800]));
}

#[tokio::test(start_paused = true)]
async fn without_a_location_202_is_a_2xx_like_any_other() {
    let run = meets([answer(202)]).await;
    assert_eq!((run.result().outcome, run.sent.len()), (Outcome::Closed, 1));
}

#[tokio::test(start_paused = true)]
async fn a_poll_s_own_202_without_a_location_is_for_the_same_place() {
    let run = meets([accepted("s"), answer(202), answer(202), answer(200)]).await;
    assert_eq!((run.result().outcome, run.sent.len()), (Outcome::Closed, 4));
    assert!(run.sent[2..].iter().all(|sent| sent.url == run.sent[1].url));
    assert_eq!(run.waits(), [200, 400, 800]);
}

#[tokio::test(start_paused = true)]
async fn a_foreign_location_is_asked_for_at_the_server_itself() {
    let places = [
        "https://evil.example:81/api/sessions/batches/a/x",
        "//evil.example/api/sessions/batches/a/x",
    ];
    for place in places {
        for key_in in ["query", "header"] {
            let settings = settings(&[("apiKeyIn", text(key_in))]);
            let run = run(World::with([accepted(place), answer(204)]), &settings).await;
            let poll = &run.sent[1];
            assert!(
                poll.url.starts_with("http://eyes/api/sessions/batches/a/x"),
                "{}",
                poll.url
            );
            assert_eq!(poll.url.contains(KEY), key_in == "query");
            assert_eq!(poll.header("x-eyes-api-key"), (key_in == "header").then_some(KEY));
            assert_eq!(run.result().outcome, Outcome::Closed);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_location_that_no_request_can_have_is_an_unexpected_response() {
    for place in ["../x", "/api/%2e%2E/x", "/a b", "/ü", "\\\\evil.example\\x"] {
        let run = meets([accepted(place)]).await;
        assert_eq!(
            (run.code(), run.sent.len()),
            (Some(Code::UnexpectedResponse), 1),
            "{place}"
        );
        assert_eq!((run.error().status, run.result().outcome), (Some(202), Outcome::Failed));
    }
}

#[tokio::test(start_paused = true)]
async fn the_delay_that_a_server_asks_for_is_kept_between_polls_too() {
    let busy = |delay: &str| accepted("s").header("retry-after", delay);
    let run = meets([
        busy("3"),
        busy("Sun, 06 Nov 1994 08:49:45 GMT"),
        busy("soon"),
        answer(200),
    ])
    .await;
    assert_eq!(run.waits(), [3_000, 5_000, 800]);
    assert_eq!(run.result().outcome, Outcome::Closed);
}

#[tokio::test(start_paused = true)]
async fn one_that_never_ends_ends_with_the_budget() {
    let settings = settings(&[("totalTimeout", number(60_000))]);
    let run = run(World::with([accepted("s")]), &settings).await;
    let result = run.result();
    assert_eq!(
        (result.outcome, result.attempts, result.status),
        (Outcome::Failed, 1, Some(202))
    );
    assert_eq!(run.code(), Some(Code::Timeout));
    assert!(
        run.took <= 60_000 && run.sent.len() <= 12,
        "{} polls in {}",
        run.sent.len(),
        run.took
    );
    assert!(run.waits().iter().all(|wait| *wait <= 10_000), "{:?}", run.waits());
}

#[tokio::test(start_paused = true)]
async fn one_that_was_accepted_may_be_closed_when_time_is_up_or_the_caller_stops() {
    let total = [("totalTimeout", number(900))];
    let late = run(World::with([accepted("s")]), &settings(&total)).await;
    let stopped = run_until(World::with([accepted("s")]), &settings(&[]), Some(500)).await;
    for (run, code) in [(late, Code::Timeout), (stopped, Code::Aborted)] {
        let error = run.error();
        assert_eq!(error.code, code);
        assert!(error.message.contains("may"), "{}", error.message);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_to_be_polled_at_once_is_polled_with_a_pause_all_the_same() {
    let settings = settings(&[("totalTimeout", number(2_000))]);
    let busy = accepted("s").header("retry-after", "0").after(1);
    let run = run(World::with([busy]), &settings).await;
    assert_eq!(run.code(), Some(Code::Timeout));
    assert!(run.sent.len() <= 20, "{} requests in two seconds", run.sent.len());
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_fails_is_tried_again_as_a_poll() {
    let run = meets([accepted("s"), answer(503), throws("ECONNRESET"), answer(200)]).await;
    assert_eq!(run.methods(), ["DELETE", "GET", "GET", "GET"]);
    assert_eq!((run.result().outcome, run.result().attempts), (Outcome::Closed, 3));
    let urls: Vec<&str> = run.sent.iter().skip(1).map(|sent| sent.url.as_str()).collect();
    assert!(urls.iter().all(|url| *url == urls[0]), "{urls:?}");
}

#[tokio::test(start_paused = true)]
async fn what_a_poll_ends_with_is_judged_like_any_answer() {
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
        (never(), Code::Timeout),
    ];
    for (end, code) in table {
        let run = meets([accepted("s"), end]).await;
        assert_eq!((run.code(), run.result().outcome), (Some(code), Outcome::Failed));
    }
}

#[tokio::test(start_paused = true)]
async fn every_request_of_it_has_an_id_of_its_own() {
    let run = meets([accepted("s"), answer(503), accepted("t"), answer(200)]).await;
    let mut ids: Vec<&str> = Vec::new();
    for sent in &run.sent {
        ids.extend(sent.header("x-applitools-eyes-client-request-id"));
    }
    assert_eq!(ids.len(), 4);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4, "{ids:?}");
}
