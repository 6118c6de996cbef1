//! The error of a whole call: that of the one batch that failed, or one that tells of several.

use std::time::Duration;

use eyes_batch_close::close::report::{BatchResult, CloseReport, Outcome};
use eyes_batch_close::error::{Code, Error};

use crate::support::closing::{Call, close_on};
use crate::support::script::{answer, throws};
use crate::support::settings::{number, settings, texts};
use crate::support::simulated_host::SimulatedHost;

const IDS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Closes eight batches; these fail with a status each.
async fn close_eight(failures: &[(&str, u16)]) -> Call {
    let failures = failures.iter().map(|(id, status)| (id, answer(*status)));
    let host = failures.fold(SimulatedHost::new(), |host, (id, reply)| host.batch(id, [reply]));
    close_on(host, &settings(&[("batchIds", texts(&IDS))])).await
}

#[tokio::test(start_paused = true)]
async fn without_a_failure_there_is_none() {
    let call = close_eight(&[]).await;
    assert_eq!(call.report.error(), None);
    assert_eq!(call.report.closed, IDS);
}

#[tokio::test(start_paused = true)]
async fn of_one_failure_it_is_that_batch_s_own() {
    let call = close_eight(&[("c", 400)]).await;
    let error = call.report.error().unwrap();
    assert_eq!(Some(&*error), call.report.results[2].error.as_ref());
    assert_eq!(
        (error.code, error.batch_id.as_deref(), error.status),
        (Code::HttpError, Some("c"), Some(400))
    );
    assert_eq!(error.message, "Batch \"c\" was not closed: http://eyes answered 400");
}

#[tokio::test(start_paused = true)]
async fn of_several_it_holds_every_error_and_lists_five() {
    let all = IDS.map(|id| (id, 401));
    let report = close_eight(&all).await.report;
    let error = report.error().unwrap().into_owned();
    assert_eq!(
        (error.code, report.errors().count(), &error.batch_id, error.status),
        (Code::CloseFailed, 8, &None, None)
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

    let report = close_eight(&all[..5]).await.report;
    let five = report.error().unwrap();
    assert!(
        five.message.starts_with("5 of 8 ") && !five.message.contains("more"),
        "{five}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_hint_that_all_share_is_the_hint_of_all() {
    let report = close_eight(&[("a", 401), ("b", 403)]).await.report;
    let same = report.error().unwrap();
    assert_eq!(same.hint, report.errors().next().unwrap().hint);
    assert!(same.hint.is_some());
    let mixed = close_eight(&[("a", 401), ("b", 302)]).await.report;
    assert_eq!(mixed.error().unwrap().hint, None);
}

#[tokio::test(start_paused = true)]
async fn every_error_says_how_many_attempts_were_made_if_more_than_one() {
    for (retries, attempts) in [(0, ""), (1, " (after 2 attempts)"), (9, " (after 10 attempts)")] {
        let settings = settings(&[("retries", number(retries))]);
        let call = close_on(SimulatedHost::with_script([throws("ECONNREFUSED")]), &settings).await;
        let expected = format!("Batch \"a\" was not closed: http://eyes could not be reached (ECONNREFUSED){attempts}");
        assert_eq!(call.message(), expected);
    }
}

fn failed(id: &str, outcome: Outcome, error: Error, attempts: u32) -> BatchResult {
    BatchResult {
        batch_id: id.to_owned(),
        outcome,
        status: None,
        attempts,
        duration: Duration::ZERO,
        error: Some(error),
    }
}

#[test]
fn an_abort_counts_even_if_only_one_of_the_failures_is_one() {
    let error = |code| Error::new(code, "it failed");
    let report = CloseReport::new(vec![
        failed("a", Outcome::Failed, error(Code::HttpError), 1),
        failed("b", Outcome::Failed, error(Code::Tls), 1),
        failed("c", Outcome::Aborted, error(Code::Aborted), 1),
    ]);
    let error = report.error().unwrap();
    assert_eq!((error.code, report.errors().count()), (Code::Aborted, 3));
    assert_eq!(error.message, "Closing was aborted: 3 of 3 batches were not closed");
}

#[test]
fn where_the_budget_was_too_short_that_is_the_hint_of_all() {
    let error = |hint: &str| Error::new(Code::Timeout, "it failed").with_hint(hint);
    let report = CloseReport::new(vec![
        failed("a", Outcome::Failed, error("own"), 1),
        failed("b", Outcome::Failed, error("set a longer totalTimeout"), 0),
    ]);
    let hint = report.error().unwrap().hint.clone();
    assert_eq!(hint.as_deref(), Some("set a longer totalTimeout"));
}

#[test]
fn a_report_lists_what_is_closed_and_what_failed() {
    let ok = |id: &str, outcome| BatchResult {
        error: None,
        ..failed(id, outcome, Error::new(Code::Tls, ""), 1)
    };
    let report = CloseReport::new(vec![
        ok("a", Outcome::Closed),
        ok("b", Outcome::NotFound),
        failed("c", Outcome::Failed, Error::new(Code::Tls, "no"), 1),
    ]);
    assert_eq!(
        (report.closed, report.failed),
        (vec!["a".to_owned()], vec!["c".to_owned()])
    );
    let names = [Outcome::Closed, Outcome::NotFound, Outcome::Failed, Outcome::Aborted].map(Outcome::name);
    assert_eq!(names, ["closed", "not-found", "failed", "aborted"]);
}
