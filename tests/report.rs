//! The error of a whole call: that of the one batch that failed, or one that tells of several.
#![cfg(test)]

mod support;

use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::report::{BatchResult, CloseReport, Outcome};
use support::{Run, World, answer, number, run, settings, texts, throws};

const IDS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Closes eight batches; these have no such luck, and meet a status each.
async fn failing(failures: &[(&str, u16)]) -> Run {
    let failures = failures.iter().map(|(id, status)| (id, answer(*status)));
    let world = failures.fold(World::new(), |world, (id, step)| world.batch(id, [step]));
    run(world, &settings(&[("batchIds", texts(&IDS))])).await
}

#[tokio::test(start_paused = true)]
async fn without_a_failure_there_is_none() {
    let run = failing(&[]).await;
    assert_eq!(
        (run.report.error(), &run.report.closed),
        (None, &IDS.map(str::to_owned).to_vec())
    );
}

#[tokio::test(start_paused = true)]
async fn of_one_failure_it_is_that_batch_s_own() {
    let run = failing(&[("c", 400)]).await;
    let error = run.report.error().unwrap();
    assert_eq!(Some(&*error), run.report.results[2].error.as_deref());
    assert_eq!(
        (error.code, error.batch_id.as_deref(), error.status),
        (Code::HttpError, Some("c"), Some(400))
    );
    assert_eq!(error.message, "Batch \"c\" was not closed: http://eyes answered 400");
}

#[tokio::test(start_paused = true)]
async fn of_several_it_holds_every_error_and_shows_five() {
    let all = IDS.map(|id| (id, 401));
    let report = failing(&all).await.report;
    let error = report.error().unwrap().into_owned();
    assert_eq!(
        (error.code, report.errors().count(), error.batch_id, error.status),
        (Code::CloseFailed, 8, None, None)
    );
    let lines: Vec<&str> = error.message.lines().collect();
    assert_eq!(lines[0], "8 of 8 batches were not closed:");
    assert_eq!(
        lines[1],
        "- Batch \"a\" was not closed: http://eyes refused the API key (401)"
    );
    assert_eq!((lines.len(), lines[6]), (7, "- and 3 more"));
    let ids: Vec<_> = report.errors().filter_map(|error| error.batch_id.as_deref()).collect();
    assert_eq!(ids, IDS);

    let report = failing(&all[..5]).await.report;
    let five = report.error().unwrap();
    assert!(
        five.message.starts_with("5 of 8 ") && !five.message.contains("more"),
        "{}",
        five.message
    );
}

#[tokio::test(start_paused = true)]
async fn a_hint_that_all_share_is_the_hint_of_all() {
    let report = failing(&[("a", 401), ("b", 403)]).await.report;
    let same = report.error().unwrap();
    assert_eq!(same.hint, report.errors().next().unwrap().hint);
    assert!(same.hint.is_some());
    let mixed = failing(&[("a", 401), ("b", 302)]).await.report;
    assert_eq!(mixed.error().unwrap().hint, None);
}

#[tokio::test(start_paused = true)]
async fn every_error_says_how_many_attempts_were_made_if_more_than_one() {
    for (retries, told) in [(0, ""), (1, " (after 2 attempts)"), (9, " (after 10 attempts)")] {
        let settings = settings(&[("retries", number(retries))]);
        let run = run(World::with([throws("ECONNREFUSED")]), &settings).await;
        let expected = format!("Batch \"a\" was not closed: http://eyes could not be reached (ECONNREFUSED){told}");
        assert_eq!(run.error().message, expected);
    }
}

#[test]
fn an_abort_counts_even_if_only_one_of_the_failures_is_one() {
    let result = |id: &str, outcome, code| BatchResult {
        batch_id: id.to_owned(),
        outcome,
        status: None,
        attempts: 1,
        duration_ms: 0,
        error: Some(Error::new(code, &["it failed"])),
    };
    let results = vec![
        result("a", Outcome::Failed, Code::HttpError),
        result("b", Outcome::Failed, Code::Tls),
        result("c", Outcome::Aborted, Code::Aborted),
    ];
    let report = CloseReport::new(results);
    let error = report.error().unwrap();
    assert_eq!((error.code, report.errors().count()), (Code::Aborted, 3));
    assert_eq!(error.message, "Closing was aborted: 3 of 3 batches were not closed");
}
