//! What an observer hears of a call while it goes on.

use eyes_batch_close::close::report::Outcome;

use crate::support::closing::{HeardAttempt, close_a, close_on, close_until};
use crate::support::ms;
use crate::support::script::{answer, no_answer, throws};
use crate::support::settings::{number, settings, texts};
use crate::support::simulated_host::SimulatedHost;

fn attempt(batch_id: &str, attempt: u32, status: Option<u16>, reason: Option<&str>) -> HeardAttempt {
    HeardAttempt {
        batch_id: batch_id.to_owned(),
        attempt,
        status,
        reason: reason.map(str::to_owned),
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_heard_of_with_its_status_or_why_there_was_no_answer() {
    let call = close_a([throws("ECONNRESET"), answer(503), answer(200)]).await;
    let reason = "http://eyes could not be reached (ECONNRESET)";
    let expected = [
        attempt("a", 1, None, Some(reason)),
        attempt("a", 2, Some(503), None),
        attempt("a", 3, Some(200), None),
    ];
    assert_eq!(call.attempts, expected);
    assert_eq!(call.results, call.report.results);
}

#[tokio::test(start_paused = true)]
async fn polls_are_heard_of_as_the_attempt_that_they_belong_to() {
    let call = close_a([answer(202).header("location", "s"), answer(503), answer(200)]).await;
    let expected = [
        attempt("a", 1, Some(202), None),
        attempt("a", 1, Some(503), None),
        attempt("a", 2, Some(200), None),
    ];
    assert_eq!(call.attempts, expected);
}

#[tokio::test(start_paused = true)]
async fn each_batch_is_heard_of_as_it_ends() {
    let settings = settings(&[("batchIds", texts(&["a", "b"]))]);
    let host = SimulatedHost::new()
        .batch("a", [answer(200).after(20)])
        .batch("b", [answer(200).after(10)]);
    let call = close_on(host, &settings).await;
    let heard: Vec<&str> = call.results.iter().map(|result| result.batch_id.as_str()).collect();
    assert_eq!(heard, ["b", "a"]);
    assert_eq!(call.attempts[0], attempt("b", 1, Some(200), None));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_was_interrupted_has_not_ended_but_its_batch_has() {
    let aborted = close_until(SimulatedHost::with_script([no_answer()]), &settings(&[]), Some(ms(5))).await;
    assert!(aborted.attempts.is_empty());
    assert_eq!(aborted.results[0].outcome, Outcome::Aborted);
    let late = settings(&[("totalTimeout", number(100))]);
    let late = close_on(SimulatedHost::with_script([no_answer()]), &late).await;
    assert!(late.attempts.is_empty());
    assert_eq!(late.results[0].outcome, Outcome::Failed);
}
