//! What is tried again, how often, and after which wait.

use std::time::Duration;

use eyes_batch_close::close::report::Outcome;
use eyes_batch_close::config::options::Value;
use eyes_batch_close::error::Code;

use crate::support::closing::{close_a, close_a_with, close_on};
use crate::support::script::{answer, throws};
use crate::support::settings::{number, settings};
use crate::support::simulated_host::SimulatedHost;
use crate::support::{ms, seconds};

#[tokio::test(start_paused = true)]
async fn a_missing_batch_is_tried_twice_more() {
    let call = close_a([answer(404).body("no such batch")]).await;
    let (result, error) = (call.result(), call.error());
    assert_eq!((result.outcome, result.status), (Outcome::NotFound, Some(404)));
    assert_eq!((result.attempts, call.sent.len()), (3, 3));
    assert_eq!((error.code, error.status), (Code::BatchNotFound, Some(404)));
    let message = "Batch \"a\" was not closed: http://eyes knows no active batch with this ID (404: no such batch)";
    assert_eq!(error.message, format!("{message} (after 3 attempts)"));
    assert_eq!(call.report.failed, ["a"]);

    let found = close_a([answer(404), answer(404), answer(200)]).await;
    assert_eq!((found.result().outcome, found.result().attempts), (Outcome::Closed, 3));
    let unretried = close_a_with(&[("retries", number(1))], [answer(404)]).await;
    assert_eq!(unretried.result().attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn other_failures_between_two_404_count_for_themselves() {
    let mixed = [
        answer(404),
        answer(503),
        answer(404),
        answer(503),
        answer(404),
        answer(200),
    ];
    let call = close_a(mixed).await;
    assert_eq!((call.result().outcome, call.result().attempts), (Outcome::NotFound, 5));
}

#[tokio::test(start_paused = true)]
async fn with_ignore_missing_it_is_neither_closed_nor_failed() {
    let call = close_a_with(&[("ignoreMissing", Value::Flag(true))], [answer(404)]).await;
    let result = call.result();
    assert_eq!((result.outcome, &result.error), (Outcome::NotFound, &None));
    assert!(call.report.closed.is_empty() && call.report.failed.is_empty());
    assert_eq!(call.report.error(), None);
    let failed = close_a_with(&[("ignoreMissing", Value::Flag(true))], [answer(400)]).await;
    assert_eq!(failed.code(), Some(Code::HttpError));
}

#[tokio::test(start_paused = true)]
async fn a_batch_missing_after_a_lost_answer_may_have_been_closed() {
    let call = close_a([throws("ECONNRESET"), answer(404)]).await;
    assert_eq!((call.code(), call.result().attempts), (Some(Code::BatchNotFound), 4));
    let lost = "; an attempt before, whose answer was lost, may have closed it (after 4 attempts)";
    assert!(call.message().ends_with(lost), "{}", call.message());
    // Any other failure is what it is.
    let call = close_a([throws("ECONNRESET"), answer(400)]).await;
    assert!(
        call.message().ends_with("answered 400 (after 2 attempts)"),
        "{}",
        call.message()
    );
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again_and_nothing_else() {
    let transient = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];
    let permanent = [
        400, 402, 405, 406, 409, 410, 413, 418, 422, 451, 501, 505, 507, 511, 519, 525, 599,
    ];
    let table = transient.map(|status| (status, 4));
    for (status, attempts) in table.into_iter().chain(permanent.map(|status| (status, 1))) {
        let call = close_a_with(&[("retries", number(3))], [answer(status).body("busy")]).await;
        let error = call.error();
        assert_eq!((error.code, error.status), (Code::HttpError, Some(status)));
        assert_eq!(
            (call.result().attempts, call.sent.len()),
            (attempts, attempts as usize),
            "{status}"
        );
        assert!(error.message.contains(&format!("{status}: busy")), "{error}");
        assert_eq!(error.message.contains("(after 4 attempts)"), attempts == 4);
        assert_eq!(error.hint.is_some(), attempts == 4);
        assert_eq!(call.report.failed, ["a"]);
    }
    for status in transient {
        let call = close_a([answer(status), answer(status), answer(200)]).await;
        assert_eq!((call.result().outcome, call.result().attempts), (Outcome::Closed, 3));
        assert_eq!(call.result().status, Some(200));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_forbids_another_attempt_gets_none() {
    let forbidding = |status| answer(status).header("x-applitools-dont-retry", " true ");
    for status in [404, 408, 425, 429, 500, 502, 503, 504, 520, 524] {
        let call = close_a([forbidding(status).header("retry-after", "1")]).await;
        assert_eq!((call.result().attempts, call.sent.len()), (1, 1), "{status}");
        assert_eq!(call.error().status, Some(status));
    }
    let other = close_a([answer(503).header("x-applitools-dont-retry", "false"), answer(200)]).await;
    assert_eq!(other.result().outcome, Outcome::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_a_delay_gets_exactly_that() {
    let table = [
        ("0", 0),
        ("7", 7),
        ("60", 60),
        ("86400", 60),
        ("99999999999999999999999999", 60),
        ("Sun, 06 Nov 1994 08:49:42 GMT", 5),
        ("Sunday, 06-Nov-94 08:49:42 GMT", 5),
        ("Sun Nov  6 08:49:42 1994", 5),
        ("Mon, 06 Nov 1995 08:49:42 GMT", 60),
    ];
    for (retry_after, delay) in table {
        for status in [404, 429, 503] {
            let call = close_a([answer(status).header("retry-after", retry_after), answer(200)]).await;
            let delay = seconds(delay);
            assert_eq!(
                (call.waits(), call.duration),
                (vec![delay], delay),
                "{status} {retry_after}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn garbage_in_its_place_is_ignored() {
    for retry_after in [
        "",
        "-7",
        "7.5",
        "1e3",
        "soon",
        "NaN",
        "7 s",
        "Sun, 06 Nov 1994 08:49:30 GMT",
        "0x10",
        "٣",
    ] {
        let call = close_a([answer(503).header("retry-after", retry_after), answer(200)]).await;
        assert_eq!(call.result().outcome, Outcome::Closed);
        assert!(call.duration <= ms(200), "{retry_after:?} took {:?}", call.duration);
    }
}

#[tokio::test(start_paused = true)]
async fn our_own_delays_double_and_are_jittered() {
    let mut waits = Vec::new();
    for seed in 0..40 {
        let settings = settings(&[("retries", number(8))]);
        let host = SimulatedHost::with_script([answer(503)]).seeded(seed);
        waits.push(close_on(host, &settings).await.waits());
    }
    let longest = [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000].map(ms);
    for (retry, longest) in longest.into_iter().enumerate() {
        let delays: Vec<Duration> = waits.iter().map(|waits| waits[retry]).collect();
        let (low, high) = (*delays.iter().min().unwrap(), *delays.iter().max().unwrap());
        let is_jittered = low < longest / 4 && high > longest * 3 / 4 && high <= longest;
        assert!(is_jittered, "{delays:?}");
    }
}
