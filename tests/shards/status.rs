//! What is looked up in a store without a shard: how far the shards are, and the ID of a run.

use eyes_batch_close::config::batch_id::BatchId;
use eyes_batch_close::config::secrets::Secret;
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::shards::settings::StoreSettings;
use eyes_batch_close::shards::shard::Shards;
use eyes_batch_close::shards::status::{ShardStatus, claim_run_id, shard_status};

use super::fate::Fate;
use super::process::{Event, Process, World};
use super::simulation::{PlannedCall, run_call, run_in_turn};
use crate::support::{ms, seconds};

pub fn store_settings() -> StoreSettings {
    StoreSettings {
        url: Secret::new("redis://store"),
        key: "batch".to_owned(),
        timeout: ms(300),
        total_timeout: seconds(5),
        retries: 5,
    }
}

async fn status(world: &World) -> Result<ShardStatus, Error> {
    let process = Process::new(world, world.next_call());
    shard_status(&process, &process, &store_settings()).await
}

async fn run_id(world: &World, offered: &str, steps: &[Fate]) -> Result<BatchId, Error> {
    let process = Process::new(world, world.next_call());
    process.steps.replace(steps.to_vec().into());
    claim_run_id(&process, &process, &store_settings(), offered).await
}

/// How the last claim ended, and which shard had it.
async fn closing(world: &World) -> Option<(Option<&'static str>, Option<u32>)> {
    let closing = status(world).await.unwrap().closing?;
    Some((closing.end.map(|end| end.outcome()), closing.shard))
}

#[tokio::test(start_paused = true)]
async fn until_the_first_shard_has_come_nothing_is_known() {
    let world = World::new();
    let status = status(&world).await.unwrap();
    assert_eq!((status.shards, status.closing), (Shards::default(), None));
    assert!(world.store.borrow_mut().names().is_empty(), "a look changes nothing");
}

#[tokio::test(start_paused = true)]
async fn shards_are_done_or_missing() {
    let world = World::new();
    run_in_turn(&world, &[4, 1].map(|shard| PlannedCall::of(shard, 4))).await;
    let status = status(&world).await.unwrap();
    assert_eq!((status.shards.done, status.shards.missing), (vec![1, 4], vec![2, 3]));
    assert_eq!((status.shards.total, status.closing), (4, None));
}

#[tokio::test(start_paused = true)]
async fn of_a_claim_it_is_known_whose_it_is_and_how_it_ended() {
    let table = [
        (vec![], Some("closed")),
        (vec![Fate::refused("CERT_HAS_EXPIRED", "x")], Some("failed")),
    ];
    for (requests, end) in table {
        let world = World::new();
        let last = PlannedCall::of(2, 2).with_requests(requests);
        run_in_turn(&world, &[PlannedCall::of(1, 2), last]).await;
        assert_eq!(closing(&world).await, Some((end, Some(2))));
    }
    let world = World::new();
    let dies = PlannedCall::of(2, 2).with_event(6, Event::Dies);
    run_in_turn(&world, &[PlannedCall::of(1, 2), dies]).await;
    assert_eq!(closing(&world).await, Some((None, Some(2))));
}

#[tokio::test(start_paused = true)]
async fn of_several_claims_the_last_counts() {
    let world = World::new();
    run_in_turn(&world, &[1, 2, 1].map(|shard| PlannedCall::of(shard, 2))).await;
    assert_eq!(closing(&world).await, Some((Some("closed"), Some(1))));
    world.store.borrow_mut().add_aged("claim-3", "", seconds(1));
    assert_eq!(closing(&world).await, Some((None, None)));
    world.store.borrow_mut().add_aged("end-3", "other missing", seconds(1));
    assert_eq!(closing(&world).await, Some((Some("missing"), None)));
}

#[tokio::test(start_paused = true)]
async fn that_no_batch_was_known_is_told_whether_that_was_a_failure_or_not() {
    let world = World::new();
    run_in_turn(&world, &[1, 2].map(|shard| PlannedCall::of(shard, 2))).await;
    world.store.borrow_mut().add_aged("claim-2", "", seconds(1));
    world
        .store
        .borrow_mut()
        .add_aged("end-2", "other ignored-missing", seconds(1));
    assert_eq!(closing(&world).await, Some((Some("missing"), None)));
}

#[tokio::test(start_paused = true)]
async fn a_total_that_is_none_is_an_error_of_the_store() {
    for value in ["", "other ", "other many", "other 4294967295", "other 1001", "other -1"] {
        let world = World::new();
        world.store.borrow_mut().add_aged("total", value, seconds(1));
        let error = status(&world).await.unwrap_err();
        assert_eq!(error.code, Code::Store, "{value:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_is_an_error() {
    let world = World::new();
    let process = Process::new(&world, 0);
    process
        .steps
        .replace(vec![Fate::refused("EACCES", "permission denied")].into());
    let error = shard_status(&process, &process, &store_settings()).await.unwrap_err();
    assert_eq!(error.message, "the store redis://store failed: permission denied");
}

#[tokio::test(start_paused = true)]
async fn the_id_of_a_run_is_that_of_whoever_came_first() {
    let world = World::new();
    for offered in ["first", "second", "third"] {
        assert_eq!(run_id(&world, offered, &[]).await.unwrap().as_str(), "first");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_does_not_change_it() {
    let world = World::new();
    let lost = [Fate::ANSWER_LOST, Fate::HANGS, Fate::REQUEST_LOST];
    assert_eq!(run_id(&world, "first", &lost).await.unwrap().as_str(), "first");
    assert_eq!(run_id(&world, "second", &lost).await.unwrap().as_str(), "first");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_id_is_an_error_of_the_store() {
    let table = [
        ("", "its entry id is empty, as whoever wrote it died"),
        ("token", "its entry id is empty, as whoever wrote it died"),
        ("token ", "its entry id is empty, as whoever wrote it died"),
        (
            "token undefined",
            "its entry id is the word undefined or null, which an unset variable leaves behind",
        ),
        ("token a\nGITHUB_ENV=x", "its entry id has control characters"),
        ("token a\u{fffd}", "its entry id is not in UTF-8"),
    ];
    for (value, problem) in table {
        let world = World::new();
        world.store.borrow_mut().add_aged("id", value, seconds(1));
        let error = run_id(&world, "own", &[]).await.unwrap_err();
        assert_eq!(error.code, Code::Store);
        assert_eq!(error.message, format!("the store redis://store failed: {problem}"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_beside_a_batch_of_the_same_name_has_entries_of_its_own() {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 1)).await;
    assert_eq!(run_id(&world, "own", &[]).await.unwrap().as_str(), "own");
}
