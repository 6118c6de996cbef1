//! `closeAnyway`: the batch is closed even where the store fails.

use eyes_batch_close::close::report::Outcome;
use eyes_batch_close::error::Code;

use super::fate::Fate;
use super::process::World;
use super::simulation::{EndedCall, PlannedCall, run_call};
use crate::support::seconds;

const DENIED: Fate = Fate::refused("EACCES", "permission denied");

fn anyway(current: u32, total: u32) -> PlannedCall {
    PlannedCall {
        close_anyway: true,
        ..PlannedCall::of(current, total)
    }
}

fn closed_with(call: &EndedCall, code: Code) {
    assert_eq!(call.outcome(), Some((Outcome::Closed, None)));
    let error = call.report().store_error.as_ref().unwrap();
    assert_eq!(error.code, code);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_the_report_is_no_obstacle() {
    let table = [
        (DENIED, Code::Store),
        (Fate::refused("ENOENT", "no such file"), Code::InvalidOption),
    ];
    for (fate, code) in table {
        let world = World::new();
        let call = run_call(&world, &anyway(1, 2).with_steps([fate.clone()])).await;
        closed_with(&call, code);
        assert_eq!(call.report().shards, None);
        // Without the option it is an error.
        let call = run_call(&world, &PlannedCall::of(1, 2).with_steps([fate])).await;
        assert_eq!(call.error().code, code);
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_the_claim_is_none_either() {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 2)).await;
    let call = run_call(&world, &anyway(2, 2).with_steps([Fate::AT_ONCE, DENIED])).await;
    closed_with(&call, Code::Store);
    assert!(call.report().shards.as_ref().unwrap().missing.is_empty());
    assert_eq!(world.store.borrow_mut().text("end-1").as_deref(), Some("closed"));
}

#[tokio::test(start_paused = true)]
async fn a_total_whose_writer_died_is_none_either() {
    let world = World::new();
    world.store.borrow_mut().add_aged("total", "", seconds(1));
    closed_with(&run_call(&world, &anyway(1, 2)).await, Code::Store);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_the_server_does_not_know_may_have_been_closed_by_another_shard() {
    let world = World::new();
    closed_with(&run_call(&world, &anyway(1, 2).with_steps([DENIED])).await, Code::Store);
    let planned = anyway(2, 2).with_steps([DENIED]);
    let closes = async {
        tokio::task::yield_now().await;
        world.server.borrow_mut().close(usize::MAX)
    };
    let slow = planned.with_requests([Fate::AT_ONCE.arriving_after(crate::support::ms(10))]);
    let (call, _) = tokio::join!(run_call(&world, &slow), closes);
    assert_eq!(call.outcome(), Some((Outcome::NotFound, None)));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_can_not_be_right_or_came_too_late_is_an_error_all_the_same() {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 2)).await;
    let other_total = run_call(&world, &anyway(3, 4)).await;
    assert_eq!(other_total.error().code, Code::InvalidOption);
    run_call(&world, &PlannedCall::of(2, 2)).await;
    world
        .store
        .borrow_mut()
        .add_aged("claim-2", "other 180000 1", seconds(1));
    let late = run_call(&world, &anyway(1, 2)).await;
    assert_eq!(late.error().code, Code::Timeout);
}

#[tokio::test(start_paused = true)]
async fn where_the_store_works_it_changes_nothing() {
    let world = World::new();
    let first = run_call(&world, &anyway(1, 2)).await;
    assert!(first.has_succeeded() && first.outcome().is_none());
    let last = run_call(&world, &anyway(2, 2)).await;
    assert!(last.has_succeeded() && last.closed());
}
