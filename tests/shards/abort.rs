//! Calls that are aborted, or whose store fails them, after they may have made a claim: nobody waits for them.

use eyes_batch_close::close::report::Outcome;
use eyes_batch_close::error::Code;

use super::fate::Fate;
use super::process::{Event, World};
use super::simulation::{EndedCall, PlannedCall, run_call};
use crate::support::{ms, seconds};

const ABORTED: Option<(Outcome, Option<Code>)> = Some((Outcome::Aborted, Some(Code::Aborted)));
const CLOSED: Option<(Outcome, Option<Code>)> = Some((Outcome::Closed, None));

/// Shard 1 of 2, then shard 2, which meets what is planned.
async fn run_last(last: &PlannedCall) -> (World, EndedCall) {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 2)).await;
    let call = run_call(&world, last).await;
    (world, call)
}

/// The next call of a shard that was done before closes at once.
async fn next_call_closes_at_once(world: &World) {
    let next = run_call(world, &PlannedCall::of(1, 2)).await;
    assert_eq!((next.outcome(), next.duration), (CLOSED, ms(0)));
}

#[tokio::test(start_paused = true)]
async fn an_abort_while_the_shard_is_reported_sends_nothing() {
    for point in 0..3 {
        let (world, call) = run_last(&PlannedCall::of(2, 2).with_event(point, Event::IsAborted)).await;
        assert_eq!((call.outcome(), call.duration), (ABORTED, ms(0)));
        assert_eq!(world.store.borrow_mut().value("claim-1"), None);
        assert_eq!(world.server.borrow_mut().close_count(), 0);
        assert_eq!(call.report().report.error().unwrap().code, Code::Aborted);
    }
}

#[tokio::test(start_paused = true)]
async fn an_abort_while_the_claim_is_being_written_leaves_nothing_to_wait_for() {
    for point in 3..6 {
        let (world, call) = run_last(&PlannedCall::of(2, 2).with_event(point, Event::IsAborted)).await;
        assert_eq!((call.outcome(), call.duration), (ABORTED, ms(0)), "{point}");
        assert_eq!(world.store.borrow_mut().text("end-1").as_deref(), Some("failed"));
        next_call_closes_at_once(&world).await;
    }
}

#[tokio::test(start_paused = true)]
async fn not_even_where_the_write_of_the_claim_is_late() {
    let late = Fate::AT_ONCE.arriving_after(ms(200));
    let call = PlannedCall::of(2, 2)
        .with_steps([Fate::AT_ONCE, late])
        .with_event(3, Event::IsAborted);
    let (world, call) = run_last(&call).await;
    assert_eq!((call.outcome(), call.duration), (ABORTED, ms(0)));
    tokio::time::sleep(seconds(1)).await;
    next_call_closes_at_once(&world).await;
}

#[tokio::test(start_paused = true)]
async fn an_abort_while_another_s_claim_is_waited_for_ends_nothing_of_it() {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 1)).await;
    world.store.borrow_mut().add_aged("claim-2", "other 180000 1", ms(0));
    let call = run_call(&world, &PlannedCall::of(1, 1).with_event(9, Event::IsAborted)).await;
    assert_eq!(call.outcome(), ABORTED);
    assert_eq!(world.store.borrow_mut().value("end-2"), None);
}

#[tokio::test(start_paused = true)]
async fn an_abort_while_the_batch_is_closed_ends_the_claim() {
    for point in 6..9 {
        let (world, call) = run_last(&PlannedCall::of(2, 2).with_event(point, Event::IsAborted)).await;
        assert_eq!(call.outcome(), ABORTED);
        assert_eq!(world.store.borrow_mut().text("end-1").as_deref(), Some("failed"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_claim_whose_answer_never_came_is_ended() {
    for fate in [Fate::REQUEST_LOST, Fate::ANSWER_LOST, Fate::HANGS] {
        let steps = [vec![Fate::AT_ONCE], vec![fate.clone(); 6]].concat();
        let (world, call) = run_last(&PlannedCall::of(2, 2).with_steps(steps)).await;
        assert_eq!(call.error().code, Code::Store, "{fate:?}");
        assert_eq!(world.store.borrow_mut().text("end-1").as_deref(), Some("failed"));
        next_call_closes_at_once(&world).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_claim_that_another_made_meanwhile_is_not_ended() {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 2)).await;
    let steps = [vec![Fate::AT_ONCE], vec![Fate::REQUEST_LOST; 6]].concat();
    let planned = PlannedCall::of(2, 2).with_steps(steps);
    let other = async {
        tokio::task::yield_now().await;
        world.store.borrow_mut().add_aged("claim-1", "other 180000 1", ms(0));
    };
    let (call, ()) = tokio::join!(run_call(&world, &planned), other);
    assert_eq!(call.error().code, Code::Store);
    assert_eq!(world.store.borrow_mut().value("end-1"), None);
}

#[tokio::test(start_paused = true)]
async fn a_close_whose_claim_can_not_be_ended_says_so() {
    // The steps are: done, claim, claim again and end.
    let answered = |count: usize| vec![Fate::AT_ONCE; count];
    for count in [2, 3] {
        let refused = Fate::refused("EACCES", "permission denied");
        let steps = [answered(count), vec![refused]].concat();
        let (_, call) = run_last(&PlannedCall::of(2, 2).with_steps(steps)).await;
        assert_eq!(call.outcome(), CLOSED);
        let error = call.report().store_error.as_ref().unwrap();
        assert_eq!(error.message, "the store redis://:***@store failed: permission denied");
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_claim_takes_no_longer_than_three_seconds_a_step() {
    let steps = [vec![Fate::AT_ONCE; 2], vec![Fate::HANGS; 100]].concat();
    let planned = PlannedCall::of(2, 2).with_steps(steps.clone());
    let planned = PlannedCall {
        timeout: seconds(60),
        ..planned
    };
    let (_, call) = run_last(&planned).await;
    assert_eq!((call.outcome(), call.duration), (CLOSED, seconds(3)));
    let error = call.report().store_error.as_ref().unwrap();
    assert!(error.message.ends_with("no answer within 3000 ms"), "{error}");
    let steps = [vec![Fate::AT_ONCE; 3], vec![Fate::HANGS; 100]].concat();
    let (_, call) = run_last(&planned.with_steps(steps)).await;
    assert_eq!((call.outcome(), call.duration), (CLOSED, seconds(3)));
}
