//! Properties of whole calls, over random schedules of responses, errors and delays.
//!
//! 10,500 schedules by default; `PROPTEST_CASES` sets how many each of the two properties runs.

use std::collections::BTreeSet;
use std::time::Duration;

use eyes_batch_close::close::backoff;
use eyes_batch_close::close::report::{BatchResult, Outcome};
use eyes_batch_close::error::Code;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::expected::{Expected, expected, retry_after};
use super::schedule::{Schedule, abort_after, schedule};
use crate::support::closing::Call;
use crate::support::simulated_host::SentRequest;
use crate::support::{KEY, cases, ms, seconds};

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
    fn a_call_that_is_aborted_keeps_its_promises(schedule in schedule(abort_after())) {
        keeps_its_promises(&schedule)?;
    }
}

fn keeps_its_promises(schedule: &Schedule) -> TestCaseResult {
    let call = schedule.run();
    ends_in_time(schedule, &call)?;
    accounts_for_every_batch(schedule, &call)?;
    is_heard_of(&call)?;
    shows_and_repeats_nothing_secret(&call)?;
    for (id, result) in schedule.ids().iter().zip(&call.report.results) {
        let requests: Vec<&SentRequest> = call.sent.iter().filter(|sent| sent.batch_id == *id).collect();
        waits_as_it_should(schedule, &requests)?;
        counts_its_attempts(schedule, &requests, result)?;
        reports_the_last_request(schedule, &call, &requests, result)?;
    }
    Ok(())
}

/// When the call ends at the latest.
fn limit(schedule: &Schedule) -> Duration {
    let total = schedule.total_timeout;
    schedule.abort_after.map_or(total, |abort| abort.min(total))
}

fn ends_in_time(schedule: &Schedule, call: &Call) -> TestCaseResult {
    let limit = limit(schedule);
    prop_assert!(call.duration <= limit, "it took {:?} of {limit:?}", call.duration);
    prop_assert!(call.most_in_flight <= schedule.concurrency as usize);
    let is_aborted = |result: &BatchResult| result.outcome == Outcome::Aborted;
    if call.report.results.iter().any(is_aborted) {
        prop_assert_eq!(Some(call.duration), schedule.abort_after);
    }
    for sent in &call.sent {
        let most = schedule.timeout + schedule.timeout.min(seconds(1));
        prop_assert!(sent.duration() <= most, "{sent:?}");
        let answered = sent.answered_at.unwrap_or(sent.sent_at);
        prop_assert!(answered - sent.sent_at <= schedule.timeout, "{sent:?}");
    }
    Ok(())
}

fn accounts_for_every_batch(schedule: &Schedule, call: &Call) -> TestCaseResult {
    let report = &call.report;
    let ids: Vec<&str> = report.results.iter().map(|result| result.batch_id.as_str()).collect();
    prop_assert_eq!(ids, schedule.ids());
    let with = |wanted: &dyn Fn(&BatchResult) -> bool| -> Vec<&str> {
        let found = report.results.iter().filter(|result| wanted(result));
        found.map(|result| result.batch_id.as_str()).collect()
    };
    prop_assert_eq!(
        with(&|result| result.outcome == Outcome::Closed),
        report.closed.as_slice()
    );
    prop_assert_eq!(with(&|result| result.error.is_some()), report.failed.as_slice());
    let is_aborted = !with(&|result| result.outcome == Outcome::Aborted).is_empty();
    let code = report.error().map(|error| error.code);
    match report.failed.len() {
        0 => prop_assert_eq!(code, None),
        _ if is_aborted => prop_assert_eq!(code, Some(Code::Aborted)),
        1 => prop_assert_eq!(code, report.errors().next().map(|error| error.code)),
        _ => prop_assert_eq!(code, Some(Code::CloseFailed)),
    }
    Ok(())
}

/// Of every batch once, and of every request that was answered or failed by itself.
fn is_heard_of(call: &Call) -> TestCaseResult {
    prop_assert_eq!(call.results.len(), call.report.results.len());
    prop_assert!(call.results.iter().all(|result| call.report.results.contains(result)));
    let ended_early = call
        .sent
        .iter()
        .filter(|sent| sent.ended_at == Some(call.duration))
        .count();
    let ended = call.sent.len() - ended_early;
    prop_assert!((ended..=call.sent.len()).contains(&call.attempts.len()));
    prop_assert!(
        call.attempts
            .iter()
            .all(|heard| heard.status.is_some() != heard.reason.is_some())
    );
    Ok(())
}

fn shows_and_repeats_nothing_secret(call: &Call) -> TestCaseResult {
    let Call {
        report,
        attempts,
        results,
        ..
    } = call;
    let shown = format!("{report:?} {:?} {attempts:?} {results:?}", report.error());
    prop_assert!(!shown.contains(KEY), "{shown}");
    let ids = call
        .sent
        .iter()
        .filter_map(|sent| sent.header("x-applitools-eyes-client-request-id"));
    prop_assert_eq!(ids.collect::<BTreeSet<_>>().len(), call.sent.len(), "request IDs");
    let server = "http://eyes/api/sessions/batches/b";
    prop_assert!(call.sent.iter().all(|sent| sent.url.starts_with(server)));
    Ok(())
}

/// Further requests follow only what deserves them, after the wait that the server asked for, to the same place.
fn waits_as_it_should(schedule: &Schedule, requests: &[&SentRequest]) -> TestCaseResult {
    let mut is_polling = false;
    for (at, sent) in requests.iter().enumerate() {
        prop_assert_eq!(sent.method, if is_polling { "GET" } else { "DELETE" });
        let Some(next) = requests.get(at + 1) else { break };
        let found = expected(sent);
        prop_assert!(found.may_go_on(), "{found:?} is final");
        let is_same = found == Expected::Poll || next.url == sent.url;
        prop_assert!(is_same, "{} -> {}", sent.url, next.url);
        is_polling |= found == Expected::Poll;
        let waited = next.sent_at - sent.end();
        let asked = retry_after(sent).unwrap_or_default();
        prop_assert!(waited >= asked, "waited {waited:?} after {sent:?}");
        prop_assert!(waited <= asked.max(seconds(10)), "waited {waited:?} after {sent:?}");
        prop_assert!(next.sent_at <= schedule.total_timeout);
    }
    Ok(())
}

fn counts_its_attempts(schedule: &Schedule, requests: &[&SentRequest], result: &BatchResult) -> TestCaseResult {
    let followed = requests.iter().take(requests.len().saturating_sub(1));
    let polls = followed.filter(|sent| expected(sent) == Expected::Poll).count();
    prop_assert_eq!(result.attempts as usize, requests.len() - polls);
    prop_assert!(result.attempts <= schedule.retries + 1);
    prop_assert!(not_found_count(requests) <= 3);
    Ok(())
}

fn not_found_count(requests: &[&SentRequest]) -> usize {
    let is_not_found = |sent: &&&SentRequest| matches!(expected(sent), Expected::NotFound { .. });
    requests.iter().filter(is_not_found).count()
}

/// The outcome is what the last request came to; or the call was over, and the error says so.
fn reports_the_last_request(
    schedule: &Schedule,
    call: &Call,
    requests: &[&SentRequest],
    result: &BatchResult,
) -> TestCaseResult {
    let code = result.error.as_ref().map(|error| error.code);
    let is_ignored = schedule.ignore_missing && result.outcome == Outcome::NotFound;
    prop_assert_eq!(code.is_none(), result.outcome == Outcome::Closed || is_ignored);
    let Some(last) = requests.last() else {
        prop_assert_eq!((result.attempts, result.duration, result.status), (0, ms(0), None));
        prop_assert!(matches!(code, Some(Code::Timeout | Code::Aborted)));
        prop_assert_eq!(call.duration, limit(schedule));
        return Ok(());
    };
    let found = expected(last);
    let total_timeout = schedule.total_timeout;
    match result.outcome {
        Outcome::Aborted => {
            prop_assert_eq!((code, Some(call.duration)), (Some(Code::Aborted), schedule.abort_after));
        }
        Outcome::Closed => prop_assert_eq!(found, Expected::Closed),
        Outcome::NotFound => {
            prop_assert!(matches!(found, Expected::NotFound { .. }), "{found:?}");
            gives_up_rightly(schedule, requests, result)?;
        }
        Outcome::Failed if last.ended_at == Some(total_timeout) => {
            let is_in_time = last.answered_at.is_some_and(|at| at + ms(10) < total_timeout);
            prop_assert!(found != Expected::Closed || !is_in_time, "a 2xx closes");
        }
        Outcome::Failed if found == Expected::Poll => {
            prop_assert_eq!(code, Some(Code::Timeout));
            let longest = retry_after(last).map_or(seconds(10), |delay| delay.max(seconds(1)));
            prop_assert!(last.end() + longest >= total_timeout, "gave up early on {last:?}");
        }
        Outcome::Failed => {
            let is_its_code = matches!(found, Expected::Failed { code: of_it, .. } if code == Some(of_it));
            prop_assert!(is_its_code, "{found:?} {result:?}");
            gives_up_rightly(schedule, requests, result)?;
        }
    }
    if last.ended_at != Some(call.duration) {
        let responses = requests.iter().rev().find_map(|sent| sent.response());
        prop_assert_eq!(result.status, responses.map(|response| response.status));
    }
    Ok(())
}

/// It did not give up on what could have passed, as long as there were attempts and time left.
fn gives_up_rightly(schedule: &Schedule, requests: &[&SentRequest], result: &BatchResult) -> TestCaseResult {
    let last = requests[requests.len() - 1];
    let found = expected(last);
    let is_enough = matches!(found, Expected::NotFound { .. }) && not_found_count(requests) == 3;
    if found.may_go_on() && !is_enough && result.attempts <= schedule.retries {
        let wait = retry_after(last).unwrap_or_else(|| backoff::longest(result.attempts));
        let is_late = last.end() + wait >= schedule.total_timeout;
        prop_assert!(is_late, "gave up early on {last:?}");
    }
    Ok(())
}
