//! What is tried again, how often, and after which wait.
#![cfg(test)]

mod support;

use eyes_batch_close::error::Code;
use eyes_batch_close::report::Outcome;
use support::{Value, World, answer, meets, meets_with, number, run, settings, throws};

#[tokio::test(start_paused = true)]
async fn a_missing_batch_is_asked_for_twice_more() {
    let run = meets([answer(404).body("no such batch")]).await;
    let (result, error) = (run.result(), run.error());
    assert_eq!((result.outcome, result.status), (Outcome::NotFound, Some(404)));
    assert_eq!((result.attempts, run.sent.len()), (3, 3));
    assert_eq!((error.code, error.status), (Code::BatchNotFound, Some(404)));
    assert!(error.message.contains("no such batch") && !error.message.contains("may have closed it"));
    assert_eq!(run.report.failed, ["a"]);

    let found = meets([answer(404), answer(404), answer(200)]).await;
    assert_eq!((found.result().outcome, found.result().attempts), (Outcome::Closed, 3));
    let unretried = meets_with(&[("retries", number(1))], [answer(404)]).await;
    assert_eq!(unretried.result().attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn with_ignore_missing_it_is_neither_closed_nor_failed() {
    let run = meets_with(&[("ignoreMissing", Value::Flag(true))], [answer(404)]).await;
    let result = run.result();
    assert_eq!((result.outcome, &result.error), (Outcome::NotFound, &None));
    assert!(run.report.closed.is_empty() && run.report.failed.is_empty());
    assert_eq!(run.report.error(), None);
}

#[tokio::test(start_paused = true)]
async fn a_batch_missing_after_a_lost_answer_may_have_been_closed() {
    let run = meets([throws("ECONNRESET"), answer(404)]).await;
    assert_eq!((run.code(), run.result().attempts), (Some(Code::BatchNotFound), 4));
    assert!(
        run.error().message.contains("may have closed it"),
        "{}",
        run.error().message
    );
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again_and_all_else_is_not() {
    let passing = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];
    let lasting = [
        400, 402, 405, 406, 409, 410, 413, 418, 422, 451, 501, 505, 507, 511, 519, 525, 599,
    ];
    let table = passing.map(|status| (status, 4));
    for (status, attempts) in table.into_iter().chain(lasting.map(|status| (status, 1))) {
        let run = meets_with(&[("retries", number(3))], [answer(status).body("busy")]).await;
        let error = run.error();
        assert_eq!((error.code, error.status), (Code::HttpError, Some(status)));
        assert_eq!(
            (run.result().attempts, run.sent.len()),
            (attempts, attempts as usize),
            "{status}"
        );
        assert!(error.message.contains(&format!("{status}: busy")), "{}", error.message);
        assert_eq!(error.message.contains("(after 4 attempts)"), attempts == 4);
        assert_eq!(run.report.failed, ["a"]);
    }
    for status in passing {
        let run = meets([answer(status), answer(status), answer(200)]).await;
        assert_eq!((run.result().outcome, run.result().attempts), (Outcome::Closed, 3));
        assert_eq!(run.result().status, Some(200));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_forbids_another_attempt_gets_none() {
    let forbidding = |status| answer(status).header("x-applitools-dont-retry", "true");
    for status in [404, 408, 425, 429, 500, 502, 503, 504, 520, 524] {
        let run = meets([forbidding(status).header("retry-after", "1")]).await;
        assert_eq!((run.result().attempts, run.sent.len()), (1, 1), "{status}");
        assert_eq!(run.error().status, Some(status));
    }
    let other = meets([answer(503).header("x-applitools-dont-retry", "false"), answer(200)]).await;
    assert_eq!(other.result().outcome, Outcome::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_a_delay_gets_exactly_that() {
    let table = [
        ("0", 0),
        ("7", 7_000),
        ("60", 60_000),
        ("86400", 60_000),
        ("99999999999999999999999999", 60_000),
        ("Sun, 06 Nov 1994 08:49:42 GMT", 5_000),
        ("Mon, 06 Nov 1995 08:49:42 GMT", 60_000),
    ];
    for (asked, delay) in table {
        for status in [404, 429, 503] {
            let run = meets([answer(status).header("retry-after", asked), answer(200)]).await;
            assert_eq!((run.waits(), run.took), (vec![delay], delay), "{status} {asked}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn garbage_in_its_place_is_ignored() {
    for asked in [
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
        let run = meets([answer(503).header("retry-after", asked), answer(200)]).await;
        assert_eq!(run.result().outcome, Outcome::Closed);
        assert!(run.took <= 200, "{asked:?} took {}", run.took);
    }
}

#[tokio::test(start_paused = true)]
async fn our_own_delays_double_and_are_jittered() {
    let mut waits = Vec::new();
    for seed in 0..40 {
        let settings = settings(&[("retries", number(8))]);
        let run = run(World::with([answer(503)]).seeded(seed), &settings).await;
        waits.push(run.waits());
    }
    for (retry, longest) in [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]
        .into_iter()
        .enumerate()
    {
        let delays: Vec<u64> = waits.iter().map(|waits| waits[retry]).collect();
        let (low, high) = (delays.iter().min().unwrap(), delays.iter().max().unwrap());
        assert!(
            *low < longest / 4 && *high > longest * 3 / 4 && *high <= longest,
            "{delays:?}"
        );
    }
}
