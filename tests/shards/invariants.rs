//! What holds after any calls of shards, whatever happened to them.

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::process::World;
use super::simulated_store::ServerEvent;
use super::simulation::EndedCall;
use crate::support::seconds;

/// The longest that a call may take: its budget, and two steps for the end of its claim.
const GRACE: u64 = 7;

/// Checks all of it, when nothing is on its way any more.
pub fn check(world: &World, ended: &[EndedCall], total: u32) -> TestCaseResult {
    no_close_comes_before_all_shards_are_done(world, ended, total)?;
    no_close_is_lost_without_an_error(world, ended, total)?;
    no_claim_is_left_behind(world, ended)?;
    for call in ended {
        prop_assert!(call.duration <= seconds(5 + GRACE), "{call:?}");
    }
    Ok(())
}

/// The shard of a call.
fn shard_of(ended: &[EndedCall], number: usize) -> u32 {
    let call = ended.iter().find(|call| call.number == number);
    call.expect("a call").shard
}

fn no_close_comes_before_all_shards_are_done(world: &World, ended: &[EndedCall], total: u32) -> TestCaseResult {
    let mut done: Vec<u32> = Vec::new();
    for event in &world.server.borrow().events {
        match event {
            ServerEvent::TestsEnded(call) => done.push(shard_of(ended, *call)),
            ServerEvent::Closed(_) | ServerEvent::NotFound(_) => {
                prop_assert!((1..=total).all(|shard| done.contains(&shard)), "closed after {done:?}");
            }
        }
    }
    Ok(())
}

/// After the tests of each call that succeeded, the batch was closed: unless another shard is still to come, or somebody
/// was told of a failure (or died) after which nothing says that the shard was run again.
fn no_close_is_lost_without_an_error(world: &World, ended: &[EndedCall], total: u32) -> TestCaseResult {
    let is_done = |shard: u32| world.store.borrow_mut().value(&format!("{shard}-of-{total}")).is_some();
    if !(1..=total).all(is_done) {
        return Ok(());
    }
    let server = world.server.borrow();
    let place = |event: ServerEvent| server.events.iter().position(|other| *other == event);
    for call in ended.iter().filter(|call| call.has_succeeded()) {
        let tests_ended = place(ServerEvent::TestsEnded(call.number)).expect("an end");
        let is_closed = server.events[tests_ended..]
            .iter()
            .any(|event| matches!(event, ServerEvent::Closed(_)));
        let failed_after = |other: &EndedCall| {
            let is_superseded = ended
                .iter()
                .any(|later| later.shard == other.shard && later.number > other.number && later.has_succeeded());
            let is_later = other.ended_at >= call.ended_at - call.duration;
            !other.has_succeeded() && (is_later || !is_superseded)
        };
        prop_assert!(
            is_closed || ended.iter().any(failed_after),
            "lost: {call:?} of {ended:?}"
        );
    }
    Ok(())
}

/// A call that ended by itself left no claim without an end, unless the store failed it when it wrote the end.
fn no_claim_is_left_behind(world: &World, ended: &[EndedCall]) -> TestCaseResult {
    for (number, name) in world.store.borrow_mut().claims_without_end() {
        let owner = ended.iter().find(|call| call.number == number);
        let owner = owner.expect("a call");
        prop_assert!(owner.has_died() || !owner.was_answered, "{name} of {owner:?}");
    }
    Ok(())
}

/// Whether a claim is left that the next caller has to wait for.
pub fn has_claim_left(world: &World) -> bool {
    !world.store.borrow_mut().claims_without_end().is_empty()
}
