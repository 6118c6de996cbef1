//! At every point of a call its process dies, or it is aborted, while others run and when they are called again.

use futures_util::future::join_all;

use super::fate::Fate;
use super::invariants::{check, has_claim_left};
use super::process::{Event, World};
use super::simulation::{EndedCall, PlannedCall, run_call};
use crate::support::{ms, on_paused_clock, seconds};

/// More points than any of these calls passes.
const MOST_POINTS: usize = 40;

/// Runs calls at the same time.
async fn run_together(world: &World, planned: &[PlannedCall]) -> Vec<EndedCall> {
    join_all(planned.iter().map(|call| run_call(world, call))).await
}

/// Three shards of which one meets an event at a point of its way; then all are called again, one after another.
async fn three_shards(who: usize, at: usize, event: Event, steps: &[Fate]) -> bool {
    let world = World::new();
    let planned: Vec<PlannedCall> = (1..=3)
        .map(|shard| {
            let call = PlannedCall::of(shard, 3).with_steps(steps);
            if shard as usize == who {
                call.with_event(at, event)
            } else {
                call
            }
        })
        .collect();
    let mut ended = run_together(&world, &planned).await;
    let was_met = ended.iter().any(|call| call.number == who - 1 && call.points > at);
    if event == Event::Dies {
        // What the dead one claimed runs out.
        tokio::time::sleep(seconds(180)).await;
    } else {
        assert!(!has_claim_left(&world), "{ended:?}");
    }
    for shard in 1..=3 {
        let call = run_call(&world, &PlannedCall::of(shard, 3)).await;
        assert!(call.has_succeeded() && call.duration == ms(0), "{call:?}");
        ended.push(call);
    }
    check(&world, &ended, 3).unwrap();
    assert!(!world.server.borrow_mut().is_open(), "{ended:?}");
    was_met
}

#[test]
fn nothing_is_lost_and_nobody_waits() {
    let slow = Fate::AT_ONCE.arriving_after(ms(10));
    let faults = [
        vec![],
        vec![slow; 10],
        vec![Fate::ANSWER_LOST, Fate::AT_ONCE, Fate::REQUEST_LOST, Fate::ANSWER_LOST],
        vec![Fate::HANGS, Fate::HANGS.arriving_after(ms(400)), Fate::ANSWER_LOST],
    ];
    for event in [Event::Dies, Event::IsAborted] {
        for steps in &faults {
            let mut met = 0;
            for (who, at) in (1..=3).flat_map(|who| (0..MOST_POINTS).map(move |at| (who, at))) {
                met += usize::from(on_paused_clock(three_shards(who, at, event, steps)));
            }
            assert!((10..3 * MOST_POINTS).contains(&met), "{met} points");
        }
    }
}
