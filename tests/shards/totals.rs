//! How many shards there are: all have to say the same.

use eyes_batch_close::error::Code;

use super::process::World;
use super::simulation::{PlannedCall, run_call};
use crate::support::seconds;

#[tokio::test(start_paused = true)]
async fn a_total_that_differs_is_an_error_that_names_both() {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 2)).await;
    let call = run_call(&world, &PlannedCall::of(3, 4)).await;
    let error = call.error();
    assert_eq!(
        (error.code, error.option.as_deref()),
        (Code::InvalidOption, Some("shard"))
    );
    assert_eq!(
        error.message,
        "shard counts 4 shards, but the store says that there are 2"
    );
    assert!(error.hint.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_total_whose_writer_died_is_an_error_of_the_store() {
    let world = World::new();
    world.store.borrow_mut().add_aged("total", "", seconds(1));
    let call = run_call(&world, &PlannedCall::of(1, 2)).await;
    assert_eq!(call.error().code, Code::Store);
    let message = "the store redis://:***@store failed: its entry total is empty, as whoever wrote it died";
    assert_eq!(call.error().message, message);
}

#[tokio::test(start_paused = true)]
async fn a_total_that_is_none_is_an_error_of_the_store_too() {
    for value in ["other many", "other 0", "other 1001", "other 4294967295"] {
        let world = World::new();
        world.store.borrow_mut().add_aged("total", value, seconds(1));
        let call = run_call(&world, &PlannedCall::of(1, 2)).await;
        let message = "the store redis://:***@store failed: its entry total is no number of shards";
        assert_eq!(call.error().message, message);
    }
}
