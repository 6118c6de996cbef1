//! Everything ends: attempts within their timeout, bodies without an end, and the whole call within its budget.

use std::time::Duration;

use eyes_batch_close::close::report::Outcome;
use eyes_batch_close::error::Code;

use crate::support::closing::{Call, close_a_with, close_on, summary};
use crate::support::script::{Reply, answer, no_answer, throws};
use crate::support::settings::{number, settings, texts};
use crate::support::simulated_host::SimulatedHost;
use crate::support::{ms, seconds};

/// Closes batch `a`, whose requests meet a script, with `timeout` and `totalTimeout` in milliseconds.
async fn close_within(script: impl Into<Vec<Reply>>, timeout: u32, total_timeout: u32) -> Call {
    let limits = [("timeout", number(timeout)), ("totalTimeout", number(total_timeout))];
    close_a_with(&limits, script).await
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_in_time_is_tried_again() {
    let script = [no_answer(), answer(200).after(501), answer(200).after(499)];
    let call = close_within(script, 500, 120_000).await;
    assert_eq!(summary(call.result()), (Outcome::Closed, None, 3));
    let durations: Vec<Duration> = call.sent.iter().map(|sent| sent.duration()).collect();
    assert_eq!(durations, [500, 500, 499].map(ms));

    let silent = close_within([no_answer()], 500, 120_000).await;
    assert_eq!(summary(silent.result()), (Outcome::Failed, Some(Code::Timeout), 6));
    let message = "http://eyes gave no answer within timeout (500 ms) (after 6 attempts)";
    assert!(silent.message().ends_with(message), "{}", silent.message());
    assert!(silent.hint().contains("longer timeout"));
    assert_eq!(silent.result().status, None);
}

#[tokio::test(start_paused = true)]
async fn a_body_without_an_end_takes_no_more_than_a_second() {
    let trickle = (0..100).fold(answer(200), |reply, _| reply.piece(100, "."));
    let stalled = answer(200).body("{").endless();
    for reply in [stalled, trickle, answer(200).endless()] {
        let call = close_within([reply], 30_000, 120_000).await;
        assert_eq!(
            (summary(call.result()), call.duration),
            ((Outcome::Closed, None, 1), seconds(1))
        );
    }
    let call = close_within([answer(400).body("no").endless()], 30_000, 120_000).await;
    let failed = (Outcome::Failed, Some(Code::HttpError), 1);
    assert_eq!((summary(call.result()), call.duration), (failed, seconds(1)));
    assert!(call.message().contains("400: no"), "{}", call.message());
}

#[tokio::test(start_paused = true)]
async fn a_body_takes_no_more_than_timeout_either() {
    let call = close_within([answer(200).body("{").endless()], 300, 120_000).await;
    assert_eq!((call.result().outcome, call.duration), (Outcome::Closed, ms(300)));
}

#[tokio::test(start_paused = true)]
async fn of_a_large_body_the_beginning_is_enough() {
    let large = (0..1_000).fold(answer(200), |reply, _| reply.piece(10, "x".repeat(10_000)));
    let call = close_within([large], 30_000, 120_000).await;
    assert_eq!(summary(call.result()), (Outcome::Closed, None, 1));
    assert!(call.duration <= ms(100), "read for {:?}", call.duration);
}

#[tokio::test(start_paused = true)]
async fn a_2xx_closes_even_if_its_body_outlives_the_budget() {
    let call = close_within([answer(200).after(10).endless()], 30_000, 500).await;
    assert_eq!(summary(call.result()), (Outcome::Closed, None, 1));
    assert_eq!(call.duration, ms(255), "half of what was left");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_pass_the_budget_is_not_begun() {
    for (total, attempts, duration) in [(9_999, 1, 0), (10_000, 1, 0), (10_001, 2, 10_000), (30_000, 3, 20_000)] {
        let call = close_within([answer(503).header("retry-after", "10")], 30_000, total).await;
        let failed = (Outcome::Failed, Some(Code::HttpError), attempts);
        assert_eq!(summary(call.result()), failed);
        assert_eq!(
            (call.duration, call.error().status),
            (ms(duration), Some(503)),
            "{total}"
        );
    }
    let call = close_within([throws("ECONNREFUSED")], 30_000, 1).await;
    assert_eq!(call.code(), Some(Code::Network), "the last answer's own error");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_passes_the_budget_is_interrupted() {
    let call = close_within([answer(503).header("retry-after", "1"), no_answer()], 30_000, 5_000).await;
    assert_eq!(summary(call.result()), (Outcome::Failed, Some(Code::Timeout), 2));
    assert_eq!((call.duration, call.sent[1].ended_at), (seconds(5), Some(seconds(5))));
    let message = "totalTimeout (5000 ms) was over; an attempt under way may have closed it (after 2 attempts)";
    assert!(call.message().ends_with(message), "{}", call.message());
    // Nothing had been closed, so it is not known how long it takes.
    assert_eq!(
        call.hint(),
        "Close it again; for many batches, or a slow server, set a longer totalTimeout (--total-timeout)."
    );
}

#[tokio::test(start_paused = true)]
async fn what_had_not_begun_when_the_budget_ended_was_not_attempted() {
    let ids = ["a", "b", "c", "d"];
    let settings = settings(&[
        ("batchIds", texts(&ids)),
        ("concurrency", number(1)),
        ("totalTimeout", number(1_000)),
    ]);
    let host = SimulatedHost::new()
        .batch("a", [answer(200).after(400)])
        .batch("b", [no_answer()]);
    let call = close_on(host, &settings).await;
    let results: Vec<_> = call.report.results.iter().map(summary).collect();
    let interrupted = |attempts| (Outcome::Failed, Some(Code::Timeout), attempts);
    assert_eq!(
        results,
        [
            (Outcome::Closed, None, 1),
            interrupted(1),
            interrupted(0),
            interrupted(0)
        ]
    );
    assert_eq!((call.duration, call.sent.len()), (seconds(1), 2));
    let durations: Vec<Duration> = call.report.results.iter().map(|result| result.duration).collect();
    assert_eq!(durations, [400, 600, 0, 0].map(ms));
    let error = call.report.results[2].error.as_ref().unwrap();
    assert!(error.message.ends_with("nothing was sent for it"), "{error}");
    let hint = "3 batches were left after 1 in 1 s, and would have taken about 3 s more: set a longer totalTimeout (--total-timeout), or a higher concurrency.";
    assert!(
        call.report.errors().all(|error| error.hint.as_deref() == Some(hint)),
        "{:?}",
        error.hint
    );
}

#[tokio::test(start_paused = true)]
async fn the_hint_says_about_how_much_time_the_rest_would_have_taken() {
    // Of eight batches, each of which takes 2 seconds, one at a time.
    let table = [
        (
            15_000,
            "1 batch was left after 7 in 15 s, and would have taken about 2 s more: ",
        ),
        (
            7_000,
            "5 batches were left after 3 in 7 s, and would have taken about 11 s more: ",
        ),
        (
            4_100,
            "6 batches were left after 2 in 4 s, and would have taken about 12 s more: ",
        ),
    ];
    let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (total_timeout, hint) in table {
        let settings = settings(&[
            ("batchIds", texts(&ids)),
            ("concurrency", number(1)),
            ("totalTimeout", number(total_timeout)),
        ]);
        let slow = |host: SimulatedHost, id: &&str| host.batch(id, [answer(200).after(2_000)]);
        let call = close_on(ids.iter().fold(SimulatedHost::new(), slow), &settings).await;
        let error = call.report.error().unwrap();
        let found = error.hint.as_deref().unwrap();
        assert!(found.starts_with(hint), "{found}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_batch_is_tried_whatever_becomes_of_the_others() {
    let ids = ["a", "b", "c", "d", "e"];
    let settings = settings(&[("batchIds", texts(&ids)), ("concurrency", number(2))]);
    let host = SimulatedHost::new()
        .batch("a", [answer(401)])
        .batch("b", [no_answer()])
        .batch("c", [throws("CERT_HAS_EXPIRED")])
        .batch("d", [answer(404)]);
    let call = close_on(host, &settings).await;
    let codes: Vec<_> = call.report.results.iter().map(|result| summary(result).1).collect();
    let expected = [Code::Unauthorized, Code::Timeout, Code::Tls, Code::BatchNotFound].map(Some);
    assert_eq!(codes[..4], expected);
    assert_eq!(call.report.closed, ["e"]);
    assert_eq!(call.report.failed.len(), 4);
    let order: Vec<&str> = call
        .report
        .results
        .iter()
        .map(|result| result.batch_id.as_str())
        .collect();
    assert_eq!(order, ids);
    assert_eq!((call.results[0].batch_id.as_str(), call.results.len()), ("a", 5));
    let error = call.report.error().unwrap();
    assert_eq!((error.code, call.report.errors().count()), (Code::CloseFailed, 4));
    assert_eq!(call.most_in_flight, 2);
}
