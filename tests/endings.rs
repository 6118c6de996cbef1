//! Everything ends: timeouts, bodies without an end, the caller's signal, and the budget of the call.
#![cfg(test)]

mod support;

use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;

use eyes_batch_close::close::close;
use eyes_batch_close::error::Code;
use eyes_batch_close::report::{BatchResult, Outcome};
use support::{Run, Step, World, answer, meets_with, never, number, run, run_until, settings, texts, throws};

/// What one batch came to: its outcome, its error's code, its attempts.
fn came_to(result: &BatchResult) -> (Outcome, Option<Code>, u32) {
    (
        result.outcome,
        result.error.as_ref().map(|error| error.code),
        result.attempts,
    )
}

/// Runs batch `a` through a script, with a timeout and a budget.
async fn within(script: impl Into<Vec<Step>>, timeout: u32, total: u32) -> Run {
    let limits = [("timeout", number(timeout)), ("totalTimeout", number(total))];
    meets_with(&limits, script).await
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_in_time_is_tried_again() {
    let run = within([never(), answer(200).after(501), answer(200).after(499)], 500, 120_000).await;
    assert_eq!(came_to(run.result()), (Outcome::Closed, None, 3));
    let times: Vec<u64> = run.sent.iter().map(|sent| sent.ended.unwrap() - sent.at).collect();
    assert_eq!(times, [500, 500, 499]);

    let silent = within([never()], 500, 120_000).await;
    assert_eq!(came_to(silent.result()), (Outcome::Failed, Some(Code::Timeout), 6));
    assert!(silent.error().message.contains("500 ms"), "{}", silent.error().message);
    assert_eq!(silent.result().status, None);
}

#[tokio::test(start_paused = true)]
async fn a_body_without_an_end_holds_nobody_up_for_more_than_a_second() {
    let trickle = (0..100).fold(answer(200), |step, _| step.piece(100, "."));
    let stalled = answer(200).body("{").endless();
    for step in [stalled, trickle, answer(200).endless()] {
        let run = within([step], 30_000, 120_000).await;
        assert_eq!((came_to(run.result()), run.took), ((Outcome::Closed, None, 1), 1_000));
    }
    let run = within([answer(400).body("no").endless()], 30_000, 120_000).await;
    assert_eq!(
        (came_to(run.result()), run.took),
        ((Outcome::Failed, Some(Code::HttpError), 1), 1_000)
    );
    assert!(run.error().message.contains("400: no"), "{}", run.error().message);
}

#[tokio::test(start_paused = true)]
async fn of_a_large_body_the_beginning_is_enough() {
    let large = (0..1_000).fold(answer(200), |step, _| step.piece(10, "x".repeat(10_000)));
    let run = within([large], 30_000, 120_000).await;
    assert_eq!(came_to(run.result()), (Outcome::Closed, None, 1));
    assert!(run.took <= 100, "read for {} ms", run.took);
}

#[tokio::test(start_paused = true)]
async fn a_2xx_closes_even_if_its_body_outlives_the_budget() {
    let run = within([answer(200).after(10).endless()], 30_000, 500).await;
    assert_eq!(came_to(run.result()), (Outcome::Closed, None, 1));
    assert!(run.took <= 500, "{}", run.took);
}

#[tokio::test(start_paused = true)]
async fn an_abort_before_the_start_sends_nothing() {
    let settings = settings(&[("batchIds", texts(&["a", "b"]))]);
    let run = run_until(World::new(), &settings, Some(0)).await;
    assert_eq!((run.sent.len(), run.took, run.heard.len()), (0, 0, 2));
    for result in &run.report.results {
        assert_eq!(came_to(result), (Outcome::Aborted, Some(Code::Aborted), 0));
    }
    assert_eq!(run.report.failed, ["a", "b"]);
    assert_eq!(run.report.error().unwrap().code, Code::Aborted);
}

#[tokio::test(start_paused = true)]
async fn an_abort_ends_a_request_at_once() {
    for step in [never(), answer(200).after(5_000)] {
        let run = run_until(World::with([step]), &settings(&[]), Some(777)).await;
        assert_eq!(came_to(run.result()), (Outcome::Aborted, Some(Code::Aborted), 1));
        assert_eq!((run.took, run.sent[0].ended), (777, Some(777)));
        assert!(
            run.error().message.contains("may have closed it"),
            "{}",
            run.error().message
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_abort_ends_a_wait_at_once() {
    let busy = answer(503).header("retry-after", "60");
    let run = run_until(World::with([busy]), &settings(&[]), Some(777)).await;
    assert_eq!(came_to(run.result()), (Outcome::Aborted, Some(Code::Aborted), 1));
    assert_eq!(
        (run.took, run.result().duration_ms, run.result().status),
        (777, 777, Some(503))
    );
}

#[tokio::test(start_paused = true)]
async fn an_abort_during_a_wait_does_not_claim_that_a_request_was_under_way() {
    let busy = answer(503).header("retry-after", "60");
    let run = run_until(World::with([busy]), &settings(&[]), Some(777)).await;
    assert!(!run.error().message.contains("under way"), "{}", run.error().message);
}

#[tokio::test(start_paused = true)]
async fn an_abort_counts_whatever_else_failed() {
    let settings = settings(&[("batchIds", texts(&["a", "b", "c"]))]);
    let world = World::new().batch("a", [answer(401)]).batch("b", [never()]);
    let run = run_until(world, &settings, Some(50)).await;
    let results: Vec<_> = run.report.results.iter().map(came_to).collect();
    let expected = [
        (Outcome::Failed, Some(Code::Unauthorized), 1),
        (Outcome::Aborted, Some(Code::Aborted), 1),
        (Outcome::Closed, None, 1),
    ];
    assert_eq!(results, expected);
    let error = run.report.error().unwrap();
    assert_eq!((error.code, run.report.errors().count()), (Code::Aborted, 2));
    assert_eq!(
        (run.report.closed, run.report.failed),
        (vec!["c".into()], vec!["a".into(), "b".into()])
    );
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_stops_the_call_stops_it_before_anything_more_is_sent() {
    let settings = settings(&[("batchIds", texts(&["a", "b"])), ("concurrency", number(1))]);
    let (world, stopped) = (World::new(), Cell::new(false));
    let stop = poll_fn(|_| if stopped.get() { Poll::Ready(()) } else { Poll::Pending });
    let report = close(&world, &settings, stop, |_| stopped.set(true)).await;
    let results: Vec<_> = report.results.iter().map(came_to).collect();
    let aborted = (Outcome::Aborted, Some(Code::Aborted), 0);
    assert_eq!(
        (results, world.end().0.len()),
        (vec![(Outcome::Closed, None, 1), aborted], 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_pass_the_budget_is_not_begun() {
    for (total, attempts, took) in [(9_999, 1, 0), (10_000, 1, 0), (10_001, 2, 10_000), (30_000, 3, 20_000)] {
        let run = within([answer(503).header("retry-after", "10")], 30_000, total).await;
        assert_eq!(
            came_to(run.result()),
            (Outcome::Failed, Some(Code::HttpError), attempts)
        );
        assert_eq!((run.took, run.error().status), (took, Some(503)), "{total}");
    }
    let run = within([throws("ECONNREFUSED")], 30_000, 1).await;
    assert_eq!(run.code(), Some(Code::Network), "the last answer's own error");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_passes_the_budget_is_cut_off() {
    let run = within([answer(503).header("retry-after", "1"), never()], 30_000, 5_000).await;
    assert_eq!(came_to(run.result()), (Outcome::Failed, Some(Code::Timeout), 2));
    assert_eq!((run.took, run.sent[1].ended), (5_000, Some(5_000)));
    let message = &run.error().message;
    assert!(
        message.contains("totalTimeout (5000 ms)") && message.contains("may have closed it"),
        "{message}"
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
    let world = World::new().batch("a", [answer(200).after(400)]).batch("b", [never()]);
    let run = run(world, &settings).await;
    let results: Vec<_> = run.report.results.iter().map(came_to).collect();
    let cut_off = |attempts| (Outcome::Failed, Some(Code::Timeout), attempts);
    assert_eq!(
        results,
        [(Outcome::Closed, None, 1), cut_off(1), cut_off(0), cut_off(0)]
    );
    assert_eq!((run.took, run.sent.len()), (1_000, 2));
    let durations: Vec<u64> = run.report.results.iter().map(|result| result.duration_ms).collect();
    assert_eq!(durations, [400, 600, 0, 0]);
    assert!(
        run.report.results[2]
            .error
            .as_ref()
            .unwrap()
            .message
            .contains("nothing was sent for it")
    );
}

#[tokio::test(start_paused = true)]
async fn every_batch_is_tried_whatever_becomes_of_the_others() {
    let ids = ["a", "b", "c", "d", "e"];
    let settings = settings(&[("batchIds", texts(&ids)), ("concurrency", number(2))]);
    let world = World::new()
        .batch("a", [answer(401)])
        .batch("b", [never()])
        .batch("c", [throws("CERT_HAS_EXPIRED")])
        .batch("d", [answer(404)]);
    let run = run(world, &settings).await;
    let codes: Vec<_> = run.report.results.iter().map(|result| came_to(result).1).collect();
    let expected = [Code::Unauthorized, Code::Timeout, Code::Tls, Code::BatchNotFound].map(Some);
    assert_eq!(codes[..4], expected);
    assert_eq!(
        (run.report.closed.as_slice(), run.report.failed.len()),
        (&["e".to_owned()][..], 4)
    );
    let order: Vec<&str> = run
        .report
        .results
        .iter()
        .map(|result| result.batch_id.as_str())
        .collect();
    assert_eq!(
        (order.as_slice(), run.heard[0].batch_id.as_str(), run.heard.len()),
        (&ids[..], "a", 5)
    );
    let error = run.report.error().unwrap();
    assert_eq!(
        (error.code, run.report.errors().count(), run.busiest),
        (Code::CloseFailed, 4, 2)
    );
}
