//! Properties of whole calls, over random schedules of answers, faults and delays.
//!
//! 10,500 schedules by default; `PROPTEST_CASES` sets how many each of the two properties runs.
#![cfg(test)]
#![allow(clippy::arithmetic_side_effects)]

mod support;

use std::collections::BTreeSet;

use eyes_batch_close::delay::backoff;
use eyes_batch_close::error::Code;
use eyes_batch_close::report::{BatchResult, Outcome};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use support::meaning::{Meaning, asked, meaning};
use support::schedule::{Schedule, schedule, stop};
use support::{KEY, Run, Sent, cases};

proptest! {
    #![proptest_config(cases(7_000))]
    #[test]
    fn a_call_keeps_its_promises(schedule in schedule(Just(None))) {
        keeps_its_promises(&schedule)?;
    }
}

proptest! {
    #![proptest_config(cases(3_500))]
    #[test]
    fn a_call_that_is_aborted_keeps_its_promises(schedule in schedule(stop())) {
        keeps_its_promises(&schedule)?;
    }
}

fn keeps_its_promises(schedule: &Schedule) -> TestCaseResult {
    let run = schedule.run();
    ends_in_time(schedule, &run)?;
    accounts_for_every_batch(schedule, &run)?;
    shows_and_repeats_nothing_secret(&run)?;
    for (id, result) in schedule.ids().iter().zip(&run.report.results) {
        let requests: Vec<&Sent> = run.sent.iter().filter(|sent| sent.id == *id).collect();
        waits_as_it_should(schedule, &requests)?;
        counts_its_attempts(schedule, &requests, result)?;
        tells_what_came_of_it(schedule, &run, &requests, result)?;
    }
    Ok(())
}

fn ends_in_time(schedule: &Schedule, run: &Run) -> TestCaseResult {
    let limit = schedule.stop.unwrap_or(u64::MAX).min(schedule.total);
    prop_assert!(run.took <= limit, "it took {} of {limit}", run.took);
    prop_assert!(
        run.busiest <= schedule.concurrency as usize,
        "{} in flight",
        run.busiest
    );
    let aborted = |result: &BatchResult| result.outcome == Outcome::Aborted;
    if run.report.results.iter().any(aborted) {
        prop_assert_eq!(Some(run.took), schedule.stop);
    }
    for sent in &run.sent {
        let most = schedule.timeout + schedule.timeout.min(1_000);
        prop_assert!(sent.ended.unwrap() - sent.at <= most, "{sent:?}");
        prop_assert!(
            sent.answered.unwrap_or(sent.at) - sent.at <= schedule.timeout,
            "{sent:?}"
        );
    }
    Ok(())
}

fn accounts_for_every_batch(schedule: &Schedule, run: &Run) -> TestCaseResult {
    let report = &run.report;
    let ids: Vec<&str> = report.results.iter().map(|result| result.batch_id.as_str()).collect();
    prop_assert_eq!(run.heard.len(), ids.len());
    prop_assert_eq!(ids, schedule.ids());
    prop_assert!(run.heard.iter().all(|heard| report.results.contains(heard)));
    let with = |wanted: &dyn Fn(&BatchResult) -> bool| -> Vec<&str> {
        let found = report.results.iter().filter(|result| wanted(result));
        found.map(|result| result.batch_id.as_str()).collect()
    };
    prop_assert_eq!(
        with(&|result| result.outcome == Outcome::Closed),
        report.closed.as_slice()
    );
    prop_assert_eq!(with(&|result| result.error.is_some()), report.failed.as_slice());
    let aborted = !with(&|result| result.outcome == Outcome::Aborted).is_empty();
    let code = report.error().map(|error| error.code);
    match report.failed.len() {
        0 => prop_assert_eq!(code, None),
        _ if aborted => prop_assert_eq!(code, Some(Code::Aborted)),
        1 => prop_assert_eq!(code, report.errors().next().map(|error| error.code)),
        _ => prop_assert_eq!(code, Some(Code::CloseFailed)),
    }
    Ok(())
}

fn shows_and_repeats_nothing_secret(run: &Run) -> TestCaseResult {
    let shown = format!("{:?} {:?} {:?}", run.report, run.report.error(), run.heard);
    prop_assert!(!shown.contains(KEY), "{shown}");
    let ids = run
        .sent
        .iter()
        .filter_map(|sent| sent.header("x-applitools-eyes-client-request-id"));
    prop_assert_eq!(ids.collect::<BTreeSet<_>>().len(), run.sent.len(), "request IDs");
    prop_assert!(
        run.sent
            .iter()
            .all(|sent| sent.url.starts_with("http://eyes/api/sessions/batches/b"))
    );
    Ok(())
}

/// Further requests follow only what deserves them, after the wait that the server asked for, to the same place.
fn waits_as_it_should(schedule: &Schedule, requests: &[&Sent]) -> TestCaseResult {
    let mut polling = false;
    for (at, sent) in requests.iter().enumerate() {
        prop_assert_eq!(sent.method, if polling { "GET" } else { "DELETE" });
        let Some(next) = requests.get(at + 1) else { break };
        let found = meaning(sent);
        prop_assert!(found.goes_on(), "{found:?} is final");
        prop_assert!(
            found == Meaning::Poll || next.url == sent.url,
            "{} -> {}",
            sent.url,
            next.url
        );
        polling |= found == Meaning::Poll;
        let waited = next.at - sent.ended.unwrap();
        prop_assert!(waited >= asked(sent).unwrap_or(0), "waited {waited} after {sent:?}");
        prop_assert!(
            waited <= asked(sent).unwrap_or(0).max(10_000),
            "waited {waited} after {sent:?}"
        );
        prop_assert!(next.at < schedule.total);
    }
    Ok(())
}

fn counts_its_attempts(schedule: &Schedule, requests: &[&Sent], result: &BatchResult) -> TestCaseResult {
    let followed = requests.iter().take(requests.len().saturating_sub(1));
    let polls = followed.filter(|sent| meaning(sent) == Meaning::Poll).count();
    prop_assert_eq!(result.attempts as usize, requests.len() - polls);
    prop_assert!(result.attempts <= schedule.retries + 1);
    let missing = requests
        .iter()
        .filter(|sent| matches!(meaning(sent), Meaning::Missing { .. }));
    prop_assert!(missing.count() <= 3);
    Ok(())
}

/// The outcome is what the last request came to; or the call was over, and it says so.
fn tells_what_came_of_it(schedule: &Schedule, run: &Run, requests: &[&Sent], result: &BatchResult) -> TestCaseResult {
    let code = result.error.as_ref().map(|error| error.code);
    prop_assert_eq!(
        code.is_none(),
        result.outcome == Outcome::Closed || is_ignored(schedule, result)
    );
    let Some(last) = requests.last() else {
        prop_assert_eq!((result.attempts, result.duration_ms, result.status), (0, 0, None));
        prop_assert!(matches!(code, Some(Code::Timeout | Code::Aborted)));
        prop_assert_eq!(run.took, schedule.stop.unwrap_or(u64::MAX).min(schedule.total));
        return Ok(());
    };
    let found = meaning(last);
    match result.outcome {
        Outcome::Aborted => prop_assert_eq!((code, Some(run.took)), (Some(Code::Aborted), schedule.stop)),
        Outcome::Closed => prop_assert_eq!(found, Meaning::Closed),
        Outcome::NotFound => {
            prop_assert!(matches!(found, Meaning::Missing { .. }), "{found:?}");
            gave_up_rightly(schedule, requests, result)?;
        }
        Outcome::Failed if last.ended == Some(schedule.total) => {
            let in_time = last.answered.is_some_and(|at| at + 10 < schedule.total);
            prop_assert!(found != Meaning::Closed || !in_time, "a 2xx closes");
        }
        Outcome::Failed if found == Meaning::Poll => {
            prop_assert_eq!(code, Some(Code::Timeout));
            let longest = asked(last).map_or(10_000, |asked| asked.max(1_000));
            prop_assert!(
                last.ended.unwrap() + longest >= schedule.total,
                "gave up early on {last:?}"
            );
        }
        Outcome::Failed => {
            prop_assert!(
                matches!(found, Meaning::Failed { code: meant, .. } if code == Some(meant)),
                "{found:?} {result:?}"
            );
            gave_up_rightly(schedule, requests, result)?;
        }
    }
    if last.ended != Some(run.took) {
        let status = requests
            .iter()
            .rev()
            .find_map(|sent| sent.reply())
            .map(|reply| reply.status);
        prop_assert_eq!(result.status, status);
    }
    Ok(())
}

fn is_ignored(schedule: &Schedule, result: &BatchResult) -> bool {
    schedule.ignore_missing && result.outcome == Outcome::NotFound
}

/// It did not give up on what could have passed, as long as there were attempts and time left.
fn gave_up_rightly(schedule: &Schedule, requests: &[&Sent], result: &BatchResult) -> TestCaseResult {
    let last = requests[requests.len() - 1];
    let found = meaning(last);
    let missing = requests
        .iter()
        .filter(|sent| matches!(meaning(sent), Meaning::Missing { .. }));
    let enough = matches!(found, Meaning::Missing { .. }) && missing.count() == 3;
    if found.goes_on() && !enough && result.attempts <= schedule.retries {
        let wait = asked(last).unwrap_or_else(|| backoff(result.attempts));
        prop_assert!(
            last.ended.unwrap() + wait >= schedule.total,
            "gave up early on {last:?}"
        );
    }
    Ok(())
}
