//! Reading what came of batches: counts that lag, shrink or never settle, and every way in which there is no answer.

use eyes_batch_close::error::Code;

use crate::support::reading::{counted, json, read_a, read_a_with, read_until, results_settings};
use crate::support::script::{answer, no_answer, throws};
use crate::support::settings::{number, text, texts};
use crate::support::simulated_host::SimulatedHost;
use crate::support::{KEY, ms, seconds};

#[tokio::test(start_paused = true)]
async fn two_answers_that_agree_are_enough() {
    let call = read_a([counted(12, 1, 0)]).await;
    let counts = call.summary().counts;
    assert_eq!((counts.passed, counts.unresolved, counts.total), (12, 1, 13));
    assert!(!call.reading().is_partial());
    assert_eq!((call.sent.len(), call.duration), (2, ms(500)));
}

#[tokio::test(start_paused = true)]
async fn the_documented_request_is_sent_with_the_key_in_its_header() {
    let call = read_a_with(&[("batchIds", text("a b"))], [counted(1, 0, 0)]).await;
    let request = &call.sent[0];
    assert_eq!(request.url, "http://eyes/api/v1/batches/a%20b?statsOnly=true");
    assert_eq!((request.method, request.header("x-eyes-api-key")), ("GET", Some(KEY)));
    let with_tests = read_a_with(&[("results", text("tests"))], [counted(1, 0, 0)]).await;
    assert_eq!(with_tests.sent[0].url, "http://eyes/api/v1/batches/a");
}

#[tokio::test(start_paused = true)]
async fn counts_that_lag_are_waited_for_at_growing_intervals() {
    let call = read_a([
        counted(0, 0, 0),
        counted(0, 0, 0),
        counted(3, 0, 0),
        counted(5, 0, 0),
        counted(5, 0, 0),
    ])
    .await;
    assert_eq!(call.summary().counts.passed, 5);
    let at: Vec<_> = call.sent.iter().map(|sent| sent.sent_at).collect();
    assert_eq!(at, [ms(0), ms(500), ms(1_500), ms(3_500), ms(7_500)]);
}

#[tokio::test(start_paused = true)]
async fn counts_that_shrink_have_not_settled() {
    let call = read_a([counted(5, 0, 0), counted(4, 0, 0), counted(4, 0, 0)]).await;
    assert_eq!((call.summary().counts.passed, call.sent.len()), (4, 3));
    // The same number of tests, and another state of one.
    let moved = read_a([counted(4, 1, 0), counted(4, 0, 1), counted(4, 0, 1)]).await;
    assert_eq!((moved.summary().counts.failed, moved.sent.len()), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn counts_that_never_settle_may_not_be_all() {
    let changing: Vec<_> = (1..100).map(|passed| counted(passed, 0, 0)).collect();
    let call = read_a(changing).await;
    assert!(call.reading().is_partial() && call.duration <= seconds(30));
    let message = "The results of batch \"a\" may not be all: no two answers agreed within resultsTimeout (30000 ms)";
    assert_eq!(call.error().message, message);
    // At 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 23.5 seconds; the next would be too late.
    assert_eq!((call.summary().counts.passed, call.sent.len()), (7, 7));

    let nothing = read_a([counted(0, 0, 0)]).await;
    assert!(nothing.reading().is_partial() && nothing.summary().counts.total == 0);
}

#[tokio::test(start_paused = true)]
async fn a_short_time_asks_once() {
    let call = read_a_with(&[("resultsTimeout", number(400))], [counted(1, 0, 0)]).await;
    assert!(call.reading().is_partial());
    assert_eq!(call.sent.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_can_pass_is_tried_again() {
    let ends = [counted(1, 0, 0), counted(1, 0, 0)];
    for failure in [answer(503), throws("ECONNRESET"), counted(1, 0, 0).broken()] {
        let call = read_a([&[failure.clone(), failure][..], &ends[..]].concat()).await;
        assert_eq!((call.summary().counts.passed, call.sent.len()), (1, 4));
    }
    let asked = read_a([&[answer(429).header("retry-after", "7")][..], &ends[..]].concat()).await;
    assert_eq!(asked.sent[1].sent_at, seconds(7));
}

#[tokio::test(start_paused = true)]
async fn it_is_tried_again_as_often_as_retries_says() {
    for retries in [0_u32, 1, 3] {
        let call = read_a_with(&[("retries", number(retries))], [answer(503)]).await;
        assert_eq!(
            (call.error().code, call.sent.len()),
            (Code::HttpError, retries as usize + 1)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn something_is_counted_where_any_count_or_the_total_is() {
    for statistics in [r#"{"passed":1,"total":0}"#, r#"{"empty":1}"#, r#"{"total":1}"#] {
        let call = read_a([json(&format!(r#"{{"statistics":{statistics}}}"#))]).await;
        assert!(!call.reading().is_partial(), "{statistics}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_not_known_is_asked_for_twice_more() {
    let call = read_a([answer(404)]).await;
    assert_eq!((call.error().code, call.sent.len()), (Code::BatchNotFound, 3));
    let message = "The results of batch \"a\" were not read: http://eyes/api/v1 knows no batch with this ID (404)";
    assert_eq!(call.error().message, message);
    let late = read_a([answer(404), counted(1, 0, 0), counted(1, 0, 0)]).await;
    assert_eq!(late.summary().counts.passed, 1);
}

#[tokio::test(start_paused = true)]
async fn what_will_not_pass_is_not_tried_again() {
    let replies = [
        (answer(401), Code::Unauthorized),
        (answer(403), Code::Unauthorized),
        (answer(400), Code::HttpError),
        (
            answer(302).header("location", "https://evil.example/"),
            Code::UnexpectedResponse,
        ),
        (json("{}"), Code::UnexpectedResponse),
        (json("<html>"), Code::UnexpectedResponse),
        (throws("CERT_HAS_EXPIRED"), Code::Tls),
        (
            answer(404).header("x-applitools-dont-retry", "true"),
            Code::BatchNotFound,
        ),
    ];
    for (reply, code) in replies {
        let call = read_a([reply]).await;
        assert_eq!((call.error().code, call.sent.len()), (code, 1));
        assert_eq!(call.error().batch_id.as_deref(), Some("a"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_read_before_a_failure_stands_with_the_reason_beside_it() {
    let call = read_a([counted(3, 0, 0), answer(403)]).await;
    assert!(call.reading().is_partial());
    assert_eq!(call.summary().counts.passed, 3);
    let error = call.error();
    assert_eq!((error.code, error.status), (Code::Unauthorized, Some(403)));
    assert!(
        error
            .message
            .starts_with("The results of batch \"a\" may not be all: http://eyes/api/v1 refused"),
        "{}",
        error.message
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_given_up_in_time() {
    let call = read_a_with(&[("resultsTimeout", number(10_000))], [no_answer()]).await;
    assert_eq!((call.error().code, call.duration), (Code::Timeout, seconds(10)));
    assert!(
        call.error()
            .message
            .ends_with("resultsTimeout (10000 ms) was over before")
    );
}

#[tokio::test(start_paused = true)]
async fn an_abort_ends_it_at_once_and_keeps_what_was_read() {
    let host = SimulatedHost::new()
        .batch("a", [counted(1, 0, 0), counted(2, 0, 0), no_answer()])
        .batch("b", [no_answer()]);
    let results = results_settings(&[("batchIds", texts(&["a", "b"]))]);
    let call = read_until(host, &results, Some(ms(900))).await;
    let [a, b] = &call.readings[..] else { panic!("two") };
    assert_eq!(a.summary.as_ref().unwrap().counts.passed, 2);
    assert!(a.is_partial());
    assert_eq!(b.error.as_ref().unwrap().code, Code::Aborted);
    assert_eq!(call.duration, ms(900));
}

#[tokio::test(start_paused = true)]
async fn every_batch_is_read_whatever_becomes_of_the_others() {
    let ids: Vec<String> = (0..40).map(|at| format!("b{at}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let host = SimulatedHost::new().batch("b7", [answer(403)]);
    let host = ids
        .iter()
        .filter(|id| **id != "b7")
        .fold(host, |host, id| host.batch(id, [counted(1, 0, 0)]));
    let call = read_until(host, &results_settings(&[("batchIds", texts(&ids))]), None).await;
    let read: Vec<&str> = call.readings.iter().map(|reading| reading.batch_id.as_str()).collect();
    assert_eq!(read, ids);
    let failed = call.readings.iter().filter(|reading| reading.error.is_some());
    assert_eq!(
        failed.map(|reading| reading.batch_id.as_str()).collect::<Vec<_>>(),
        ["b7"]
    );
}

#[tokio::test(start_paused = true)]
async fn no_request_waits_for_the_turn_of_another_batch() {
    let ids: Vec<String> = (0..2_000).map(|at| format!("b{at}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let host = ids.iter().fold(SimulatedHost::new(), |host, id| {
        host.batch(id, [counted(1, 0, 0).after(5)])
    });
    let settings = results_settings(&[("batchIds", texts(&ids)), ("concurrency", number(1))]);
    let call = read_until(host, &settings, None).await;
    assert!(call.readings.iter().all(|reading| reading.error.is_none()));
    // Each is asked twice, 5 ms each time, one after the other.
    assert_eq!((call.sent.len(), call.duration), (4_000, seconds(20)));
}

#[tokio::test(start_paused = true)]
async fn as_many_are_asked_at_the_same_time_as_concurrency_says() {
    let ids = ["a", "b", "c", "d", "e", "f", "g"];
    let host = ids.iter().fold(SimulatedHost::new(), |host, id| {
        host.batch(id, [counted(1, 0, 0).after(100)])
    });
    let settings = results_settings(&[("batchIds", texts(&ids)), ("concurrency", number(3))]);
    let call = read_until(host, &settings, None).await;
    let most = call.sent.iter().map(|sent| {
        let others = call.sent.iter();
        others
            .filter(|other| other.sent_at <= sent.sent_at && other.ended_at > Some(sent.sent_at))
            .count()
    });
    assert_eq!(most.max(), Some(3));
}
