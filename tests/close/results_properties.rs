//! Properties of reading results, over random schedules of answers, errors and delays.

use std::time::Duration;

use eyes_batch_close::close::results::Reading;
use eyes_batch_close::error::Code;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;

use crate::support::reading::{ReadCall, counted, json, read_until, results_settings};
use crate::support::script::{Reply, answer, no_answer, throws};
use crate::support::settings::{number, texts};
use crate::support::simulated_host::{SentRequest, SimulatedHost};
use crate::support::{KEY, cases, ms, on_paused_clock};

fn reply() -> impl Strategy<Value = Reply> {
    let kind = prop_oneof![
        8 => (0..3_u32, 0..2_u32, 0..2_u32).prop_map(|(passed, unresolved, failed)| counted(passed, unresolved, failed)),
        2 => select(vec![401, 404, 404, 429, 500, 503]).prop_map(|status| answer(status).body(format!("your key is {KEY}"))),
        1 => select(vec!["ECONNRESET", "CERT_HAS_EXPIRED"]).prop_map(throws),
        1 => Just(json("{")),
        1 => Just(counted(1, 0, 0).endless()),
    ];
    let delayed = (kind, 0..20_000_u64).prop_map(|(reply, delay)| reply.after(delay));
    prop_oneof![9 => delayed, 1 => Just(no_answer())]
}

proptest! {
    #![proptest_config(cases(3_000))]
    #[test]
    fn a_call_that_reads_keeps_its_promises(
        scripts in vec(vec(reply(), 1..6), 1..6),
        timeout in 1..60_000_u32,
        retries in 0..4_u32,
        abort_after in proptest::option::weighted(0.3, (0..60_000_u64).prop_map(ms)),
    ) {
        let call = run(&scripts, timeout, retries, abort_after);
        let limit = abort_after.map_or(ms(timeout.into()), |abort| abort.min(ms(timeout.into())));
        prop_assert!(call.duration <= limit);
        prop_assert_eq!(call.readings.len(), scripts.len());
        for reading in &call.readings {
            let requests: Vec<&SentRequest> =
                call.sent.iter().filter(|sent| sent.batch_id == reading.batch_id).collect();
            tells_the_last_answer(reading, &requests)?;
            let shown = format!("{reading:?}");
            prop_assert!(!shown.contains(KEY));
        }
    }
}

fn run(scripts: &[Vec<Reply>], timeout: u32, retries: u32, abort_after: Option<Duration>) -> ReadCall {
    let ids: Vec<String> = (0..scripts.len()).map(|at| format!("b{at}")).collect();
    let id_list: Vec<&str> = ids.iter().map(String::as_str).collect();
    let results = results_settings(&[
        ("batchIds", texts(&id_list)),
        ("resultsTimeout", number(timeout)),
        ("retries", number(retries)),
    ]);
    on_paused_clock(async {
        let batches = ids.iter().zip(scripts);
        let host = batches.fold(SimulatedHost::new(), |host, (id, script)| {
            host.batch(id, script.clone())
        });
        read_until(host, &results, abort_after).await
    })
}

/// The counts of an answer that can be read, as its body has them.
fn body_of(request: &SentRequest) -> Option<&str> {
    let response = request.response()?;
    let (_, body) = response.body.first()?;
    (response.status == 200 && body.ends_with('}') && response.body_end == Default::default()).then_some(body)
}

/// What is told is what the last readable answer said, and settled only where the one before said the same.
fn tells_the_last_answer(reading: &Reading, requests: &[&SentRequest]) -> TestCaseResult {
    let bodies: Vec<&str> = requests.iter().filter_map(|request| body_of(request)).collect();
    match &reading.summary {
        Some(summary) => {
            let counts = summary.counts;
            let told = counted(counts.passed, counts.unresolved, counts.failed);
            let told = &told.outcome.as_ref().unwrap().body[0].1;
            prop_assert_eq!(bodies.last().copied(), Some(told.as_str()));
            if !reading.is_partial() {
                prop_assert!(counts.total > 0);
                prop_assert!(bodies.len() >= 2 && bodies[bodies.len() - 2] == told);
            }
        }
        None => {
            let error = reading.error.as_ref().expect("a reason");
            prop_assert!(error.batch_id.is_some());
            let is_interrupted = matches!(error.code, Code::Timeout | Code::Aborted);
            prop_assert!(bodies.is_empty() || is_interrupted, "{}", error.message);
        }
    }
    Ok(())
}
