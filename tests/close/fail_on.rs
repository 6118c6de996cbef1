//! What `failOn` makes of what was read.

use eyes_batch_close::close::fail_on::failure;
use eyes_batch_close::error::{Code, Error};

use crate::support::reading::{counted, json, read_until, results_settings};
use crate::support::script::{Reply, answer};
use crate::support::settings::{number, text, texts};
use crate::support::simulated_host::SimulatedHost;

/// The error of a call with this `failOn`, whose batches meet these replies.
async fn found(fail_on: &str, batches: &[(&str, Reply)]) -> Option<Error> {
    let ids: Vec<&str> = batches.iter().map(|(id, _)| *id).collect();
    let mut given = vec![("batchIds", texts(&ids)), ("resultsTimeout", number(5_000))];
    if !fail_on.is_empty() {
        given.push(("failOn", text(fail_on)));
    }
    let results = results_settings(&given);
    let replies = batches.iter().cloned();
    let host = replies.fold(SimulatedHost::new(), |host, (id, reply)| host.batch(id, [reply]));
    let call = read_until(host, &results, None).await;
    failure(&call.readings, &results)
}

#[tokio::test(start_paused = true)]
async fn what_it_names_fails_and_nothing_else_does() {
    let batch = || [("a", counted(3, 2, 1))];
    let error = found("failed", &batch()).await.unwrap();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::Results, "Batch \"a\" has 1 failed")
    );
    assert_eq!(error.batch_id.as_deref(), Some("a"));
    let both = found("unresolved,failed,new", &batch()).await.unwrap();
    assert_eq!(both.message, "Batch \"a\" has 1 failed, 2 unresolved");
    assert_eq!(found("new,aborted,empty", &batch()).await, None);
    assert_eq!(found("", &batch()).await, None);
}

#[tokio::test(start_paused = true)]
async fn each_finding_is_told_by_its_own_count() {
    for name in ["unresolved", "failed", "new", "aborted", "empty"] {
        let reply = json(&format!(r#"{{"statistics":{{"{name}":7}}}}"#));
        let error = found(name, &[("a", reply.clone())]).await.unwrap();
        assert_eq!(error.message, format!("Batch \"a\" has 7 {name}"));
        let others = ["unresolved", "failed", "new", "aborted", "empty"].into_iter();
        let others: Vec<&str> = others.filter(|other| *other != name).collect();
        assert_eq!(found(&others.join(","), &[("a", reply)]).await, None, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_hint_is_the_link() {
    let reply = json(r#"{"statistics":{"failed":1},"batchUrl":"https://eyes/1"}"#);
    let error = found("failed", &[("a", reply)]).await.unwrap();
    assert_eq!(error.hint.as_deref(), Some("See https://eyes/1"));
}

#[tokio::test(start_paused = true)]
async fn of_several_batches_those_are_named_that_have_it() {
    let mut batches = vec![("ok", counted(1, 0, 0))];
    batches.extend(["b", "c", "d", "e", "f", "g"].map(|id| (id, counted(1, 2, 0))));
    let error = found("unresolved", &batches).await.unwrap();
    let lines: Vec<&str> = error.message.lines().collect();
    assert_eq!(lines[0], "6 of 7 batches have what failOn names:");
    assert_eq!(lines[1], "- \"b\": 2 unresolved");
    assert_eq!((lines.len(), lines[6]), (7, "- and 1 more"));
    batches.pop();
    let five = found("unresolved", &batches).await.unwrap();
    assert_eq!(five.message.lines().count(), 6);
    assert!(five.message.ends_with("- \"f\": 2 unresolved"));
}

#[tokio::test(start_paused = true)]
async fn where_nobody_can_say_the_call_fails_with_the_reason() {
    let error = found("failed", &[("a", answer(403))]).await.unwrap();
    assert_eq!((error.code, error.status), (Code::Unauthorized, Some(403)));
    assert_eq!(found("", &[("a", answer(403))]).await, None);
    // What was found for sure says more.
    let error = found("failed", &[("a", answer(403)), ("b", counted(0, 0, 1))])
        .await
        .unwrap();
    assert_eq!(error.code, Code::Results);

    let nothing = found("failed", &[("a", counted(0, 0, 0))]).await.unwrap();
    let message = "The results of batch \"a\" may not be all: no test was counted within resultsTimeout (5000 ms)";
    assert_eq!((nothing.code, nothing.message.as_str()), (Code::Timeout, message));
    assert_eq!(nothing.batch_id.as_deref(), Some("a"));
    assert!(nothing.hint.as_deref().unwrap().contains("--results-timeout"));

    let once = json(r#"{"statistics":{"passed":1}}"#).after(3_000);
    let unconfirmed = found("failed", &[("a", once)]).await.unwrap();
    assert!(
        unconfirmed.message.contains("no two answers agreed within"),
        "{}",
        unconfirmed.message
    );
}
