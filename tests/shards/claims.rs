//! Who has the claim, and what becomes of claims that others made.

use eyes_batch_close::close::report::{CloseReport, Outcome};
use eyes_batch_close::error::Code;
use eyes_batch_close::shards::shard::Shards;

use super::fate::Fate;
use super::process::World;
use super::simulated_store::CallNumber;
use super::simulation::{EndedCall, PlannedCall, run_call, run_in_turn};
use crate::support::{ms, seconds};

const CLOSED: Option<(Outcome, Option<Code>)> = Some((Outcome::Closed, None));
const IGNORED_MISSING: Option<(Outcome, Option<Code>)> = Some((Outcome::NotFound, None));
const MISSING: Option<(Outcome, Option<Code>)> = Some((Outcome::NotFound, Some(Code::BatchNotFound)));

/// A world in which shard 1 of 2 is done.
async fn world_with_first_shard() -> World {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 2)).await;
    world
}

/// A world in which a claim was made so many seconds ago, and ended in a way, if it has.
async fn world_with_claim(value: &str, age: u64, end: Option<&str>) -> World {
    let world = world_with_first_shard().await;
    let mut store = world.store.borrow_mut();
    store.add_aged("claim-1", value, seconds(age));
    if let Some(end) = end {
        store.add_aged("end-1", end, seconds(age));
    }
    drop(store);
    world
}

fn text(world: &World, name: &str) -> Option<String> {
    world.store.borrow_mut().text(name)
}

/// A call of shard 2, which has not been done before.
async fn first_report(world: &World) -> EndedCall {
    run_call(world, &PlannedCall::of(2, 2)).await
}

/// A call of shard 1, which has run again.
async fn second_report(world: &World) -> EndedCall {
    run_call(world, &PlannedCall::of(1, 2)).await
}

/// A call of whose tests somebody closes the batch, without the store, before it can.
async fn run_while_somebody_closes(world: &World, call: PlannedCall) -> EndedCall {
    let call = call.with_steps([Fate::AT_ONCE.arriving_after(ms(10))]);
    let somebody = async {
        tokio::time::sleep(ms(5)).await;
        assert_eq!(world.server.borrow_mut().close(CallNumber::MAX), 200);
    };
    tokio::join!(run_call(world, &call), somebody).0
}

#[tokio::test(start_paused = true)]
async fn the_last_shard_closes() {
    let world = World::new();
    let calls = run_in_turn(&world, &[2, 3, 1].map(|shard| PlannedCall::of(shard, 3))).await;
    let shards = |done: &[u32], missing: &[u32]| Shards {
        done: done.to_vec(),
        missing: missing.to_vec(),
        total: 3,
    };
    let expected = [shards(&[2], &[1, 3]), shards(&[2, 3], &[1]), shards(&[1, 2, 3], &[])];
    let found = calls.iter().map(|call| call.report().shards.clone().unwrap());
    assert_eq!(Vec::from_iter(found), expected);
    assert_eq!(calls[0].report().report, CloseReport::default());
    assert_eq!(calls[1].report().report, CloseReport::default());
    assert_eq!(calls[2].outcome(), CLOSED);
    assert!(calls.iter().all(EndedCall::has_succeeded));
    let steps = calls.iter().map(|call| call.step_count);
    assert_eq!(Vec::from_iter(steps), [1, 1, 4]);
    let names = ["1-of-3", "2-of-3", "3-of-3", "claim-1", "end-1", "total"];
    assert_eq!(world.store.borrow_mut().names(), names);
    assert_eq!(text(&world, "end-1").as_deref(), Some("closed"));
}

#[tokio::test(start_paused = true)]
async fn one_shard_of_one_closes_at_once() {
    let world = World::new();
    let call = run_call(&world, &PlannedCall::of(1, 1)).await;
    assert_eq!(call.outcome(), CLOSED);
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_is_done_twice_before_the_last_counts_once() {
    let world = World::new();
    let calls = run_in_turn(&world, &[1, 1, 2, 2, 3].map(|shard| PlannedCall::of(shard, 3))).await;
    assert!(calls[..4].iter().all(|call| call.outcome().is_none()));
    assert_eq!(
        (calls[4].outcome(), world.server.borrow_mut().close_count()),
        (CLOSED, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_has_run_again_closes_again() {
    let world = world_with_first_shard().await;
    assert_eq!(first_report(&world).await.outcome(), CLOSED);
    for number in [2, 3] {
        assert_eq!(second_report(&world).await.outcome(), CLOSED);
        assert_eq!(text(&world, &format!("end-{number}")).as_deref(), Some("closed"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_claim_says_how_long_it_holds_and_which_shard_has_it() {
    for (total_timeout, value) in [(5, "180000 2"), (120, "180000 2"), (121, "181000 2"), (600, "660000 2")] {
        let world = world_with_first_shard().await;
        let mut call = PlannedCall::of(2, 2);
        call.total_timeout = seconds(total_timeout);
        run_call(&world, &call).await;
        assert_eq!(text(&world, "claim-1").as_deref(), Some(value));
    }
}

#[tokio::test(start_paused = true)]
async fn while_another_closes_a_new_shard_is_done_and_one_that_has_run_again_waits() {
    let world = world_with_claim("other 180000 1", 1, None).await;
    let first = first_report(&world).await;
    assert_eq!((first.outcome(), first.duration, first.step_count), (None, ms(0), 2));
    let end = async {
        tokio::time::sleep(ms(900)).await;
        world.store.borrow_mut().add_aged("end-1", "other closed", ms(0));
    };
    let (second, ()) = tokio::join!(second_report(&world), end);
    // It looks every 200 ms.
    assert_eq!((second.outcome(), second.duration), (CLOSED, seconds(1)));
    assert_eq!(text(&world, "claim-2").as_deref(), Some("180000 1"));
}

#[tokio::test(start_paused = true)]
async fn who_waits_does_so_for_no_longer_than_the_whole_call() {
    let world = world_with_claim("other 180000 1", 1, None).await;
    first_report(&world).await;
    let call = second_report(&world).await;
    let error = call.error();
    assert_eq!(error.code, Code::Timeout);
    assert_eq!(
        error.message,
        "another shard was still closing the batch when totalTimeout was over"
    );
    assert_eq!(error.hint.as_deref(), Some("Run it again."));
    assert_eq!(call.duration, seconds(5));
    assert!(!world.store.borrow_mut().names().contains(&"claim-2".to_owned()));
    assert_eq!(text(&world, "end-1"), None, "it ended nobody else's claim");
}

#[tokio::test(start_paused = true)]
async fn a_claim_that_ran_out_is_passed_by() {
    for (value, age) in [
        ("other 180000 1", 180),
        ("other 1000 1", 1),
        ("other 1000 1", 7),
        ("", 180),
    ] {
        let world = world_with_claim(value, age, None).await;
        let call = first_report(&world).await;
        assert_eq!((call.outcome(), call.duration), (CLOSED, ms(0)), "{value:?} {age}");
        assert_eq!(text(&world, "end-2").as_deref(), Some("closed"));
        assert_eq!(text(&world, "end-1"), None);
    }
    // One that its writer did not write to the end, as it died, holds for as long as ours would.
    for (value, age) in [("other 180000 1", 179), ("", 179), ("other x 1", 179)] {
        let world = world_with_claim(value, age, None).await;
        assert_eq!(first_report(&world).await.outcome(), None, "{value:?} {age}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_takes_over_when_the_claim_runs_out() {
    let world = world_with_claim("other 2100 1", 1, None).await;
    first_report(&world).await;
    let call = second_report(&world).await;
    assert_eq!((call.outcome(), call.duration), (CLOSED, ms(1_100)));
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_a_claim_before_did_not_close_is_claimed_again() {
    let table = [
        ("other failed", CLOSED, IGNORED_MISSING),
        ("other missing", CLOSED, MISSING),
        // Anything unknown is no success: the process may have died while it wrote.
        ("other what", CLOSED, IGNORED_MISSING),
        ("", CLOSED, IGNORED_MISSING),
    ];
    for (end, with_tests, without) in table {
        let world = world_with_claim("other 180000 1", 1, Some(end)).await;
        assert_eq!(first_report(&world).await.outcome(), with_tests, "{end:?}");
        let world = world_with_claim("other 180000 1", 1, Some(end)).await;
        let call = run_while_somebody_closes(&world, PlannedCall::of(2, 2)).await;
        assert_eq!(call.outcome(), without, "{end:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_whose_claim_ended_well_is_not_claimed_again_by_a_new_shard() {
    for end in ["other closed", "other ignored-missing"] {
        let world = world_with_claim("other 180000 1", 1, Some(end)).await;
        let call = first_report(&world).await;
        assert_eq!((call.outcome(), call.has_succeeded()), (None, true), "{end}");
    }
}

#[tokio::test(start_paused = true)]
async fn that_the_server_does_not_know_the_batch_is_a_failure_of_the_first_closer_alone() {
    let world = world_with_first_shard().await;
    let first = run_while_somebody_closes(&world, PlannedCall::of(2, 2)).await;
    assert_eq!(first.outcome(), MISSING);
    assert_eq!(text(&world, "end-1").as_deref(), Some("missing"));
}

#[tokio::test(start_paused = true)]
async fn a_claim_that_found_no_batch_does_not_say_that_it_closed_one() {
    let world = world_with_claim("other 180000 1", 1, Some("other failed")).await;
    let call = run_while_somebody_closes(&world, PlannedCall::of(2, 2)).await;
    assert_eq!(call.outcome(), IGNORED_MISSING);
    assert_eq!(text(&world, "end-2").as_deref(), Some("ignored-missing"));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_claim_says_what_became_of_the_batches() {
    let refused = || vec![Fate::refused("CERT_HAS_EXPIRED", "x")];
    let two = vec!["a", "b"];
    let table = [
        (vec!["a"], vec![], "closed"),
        (vec!["a"], refused(), "failed"),
        (two.clone(), [refused(), refused()].concat(), "failed"),
        // The simulated server has one batch: it does not know the second.
        (two, vec![], "failed"),
    ];
    for (batch_ids, requests, end) in table {
        let world = world_with_first_shard().await;
        let mut call = PlannedCall::of(2, 2).with_requests(requests);
        call.batch_ids = batch_ids;
        run_call(&world, &call).await;
        assert_eq!(text(&world, "end-1").as_deref(), Some(end));
    }
}

#[tokio::test(start_paused = true)]
async fn closing_has_what_the_store_left_of_the_budget() {
    let world = world_with_first_shard().await;
    let slow = Fate::AT_ONCE.arriving_after(ms(250));
    let call = PlannedCall::of(2, 2).with_steps([slow.clone(), slow]);
    let call = call.with_requests([Fate::HANGS]);
    let ended = run_call(
        &world,
        &PlannedCall {
            timeout: seconds(60),
            ..call
        },
    )
    .await;
    assert_eq!(ended.outcome(), Some((Outcome::Failed, Some(Code::Timeout))));
    assert_eq!(ended.duration, seconds(5));
}
