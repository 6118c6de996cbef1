//! The caller's signal: it ends everything at once.

use std::cell::Cell;

use eyes_batch_close::close::close;
use eyes_batch_close::close::observer::{Attempt, Observer};
use eyes_batch_close::close::report::{BatchResult, Outcome};
use eyes_batch_close::error::Code;

use crate::support::closing::{close_until, summary};
use crate::support::ms;
use crate::support::script::{answer, no_answer, throws};
use crate::support::settings::{number, settings, texts};
use crate::support::signal::Signal;
use crate::support::simulated_host::SimulatedHost;

const ABORTED_UNSENT: (Outcome, Option<Code>, u32) = (Outcome::Aborted, Some(Code::Aborted), 0);

#[tokio::test(start_paused = true)]
async fn an_abort_before_the_start_sends_nothing() {
    let settings = settings(&[("batchIds", texts(&["a", "b"]))]);
    let call = close_until(SimulatedHost::new(), &settings, Some(ms(0))).await;
    assert_eq!((call.sent.len(), call.duration, call.results.len()), (0, ms(0), 2));
    for result in &call.report.results {
        assert_eq!(summary(result), ABORTED_UNSENT);
        let message = &result.error.as_ref().unwrap().message;
        assert!(
            message.ends_with("the call was aborted; nothing was sent for it"),
            "{message}"
        );
    }
    assert_eq!(call.report.failed, ["a", "b"]);
    assert_eq!(call.report.error().unwrap().code, Code::Aborted);
}

#[tokio::test(start_paused = true)]
async fn an_abort_ends_a_request_at_once() {
    for reply in [no_answer(), answer(200).after(5_000)] {
        let host = SimulatedHost::with_script([reply]);
        let call = close_until(host, &settings(&[]), Some(ms(777))).await;
        assert_eq!(summary(call.result()), (Outcome::Aborted, Some(Code::Aborted), 1));
        assert_eq!((call.duration, call.sent[0].ended_at), (ms(777), Some(ms(777))));
        let under_way = "the call was aborted; an attempt under way may have closed it";
        assert!(call.message().ends_with(under_way), "{}", call.message());
    }
}

#[tokio::test(start_paused = true)]
async fn an_abort_ends_a_wait_at_once_and_claims_no_request_under_way() {
    let busy = answer(503).header("retry-after", "60");
    let call = close_until(SimulatedHost::with_script([busy]), &settings(&[]), Some(ms(777))).await;
    assert_eq!(summary(call.result()), (Outcome::Aborted, Some(Code::Aborted), 1));
    assert_eq!(call.duration, ms(777));
    assert_eq!((call.result().duration, call.result().status), (ms(777), Some(503)));
    let before = "the call was aborted; no attempt before had closed it";
    assert!(call.message().ends_with(before), "{}", call.message());
}

#[tokio::test(start_paused = true)]
async fn an_abort_after_a_lost_answer_says_that_it_may_be_closed() {
    let script = [throws("ECONNRESET"), answer(503).header("retry-after", "60")];
    let call = close_until(SimulatedHost::with_script(script), &settings(&[]), Some(ms(777))).await;
    let lost = "an attempt before, whose answer was lost, may have closed it (after 2 attempts)";
    assert!(call.message().ends_with(lost), "{}", call.message());
}

#[tokio::test(start_paused = true)]
async fn an_abort_counts_whatever_else_failed() {
    let settings = settings(&[("batchIds", texts(&["a", "b", "c"]))]);
    let host = SimulatedHost::new().batch("a", [answer(401)]).batch("b", [no_answer()]);
    let call = close_until(host, &settings, Some(ms(50))).await;
    let results: Vec<_> = call.report.results.iter().map(summary).collect();
    let expected = [
        (Outcome::Failed, Some(Code::Unauthorized), 1),
        (Outcome::Aborted, Some(Code::Aborted), 1),
        (Outcome::Closed, None, 1),
    ];
    assert_eq!(results, expected);
    let error = call.report.error().unwrap();
    assert_eq!((error.code, call.report.errors().count()), (Code::Aborted, 2));
    assert_eq!(
        (call.report.closed, call.report.failed),
        (vec!["c".into()], vec!["a".into(), "b".into()])
    );
}

#[tokio::test(start_paused = true)]
async fn an_abort_when_all_is_done_changes_nothing() {
    let call = close_until(SimulatedHost::new(), &settings(&[]), Some(ms(1))).await;
    assert_eq!(summary(call.result()), (Outcome::Closed, None, 1));
}

/// Aborts with the first result.
struct AbortsWithResult(Signal, Cell<u32>);

impl Observer for AbortsWithResult {
    fn on_attempt(&self, _: &Attempt<'_>) {}

    fn on_result(&self, _: &BatchResult) {
        self.1.set(self.1.get() + 1);
        self.0.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_that_aborts_the_call_ends_it_before_anything_more_is_sent() {
    let settings = settings(&[("batchIds", texts(&["a", "b"])), ("concurrency", number(1))]);
    let host = SimulatedHost::new();
    let observer = AbortsWithResult(Signal::default(), Cell::new(0));
    let report = close(&host, &settings, &observer.0, &observer).await;
    let results: Vec<_> = report.results.iter().map(summary).collect();
    assert_eq!(results, [(Outcome::Closed, None, 1), ABORTED_UNSENT]);
    assert_eq!((host.into_log().0.len(), observer.1.get()), (1, 2));
}
