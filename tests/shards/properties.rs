//! Properties of shards that run at the same time, run again, die, are aborted, and whose steps and requests get lost.

use std::time::Duration;

use futures_util::future::join_all;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::fate::{Answer, Fate};
use super::invariants::{check, has_claim_left};
use super::process::{Event, World};
use super::simulation::{EndedCall, PlannedCall, run_call};
use crate::support::{cases, ms, on_paused_clock, seconds};

/// What one shard does: its calls, one after another.
type ShardPlan = Vec<PlannedCall>;

fn delay() -> impl Strategy<Value = Duration> {
    prop_oneof![4 => Just(0), 4 => 0..5_u64, 2 => 0..50_u64].prop_map(ms)
}

/// It arrives, and its answer does, sooner or later.
fn slow() -> impl Strategy<Value = Fate> {
    (delay(), delay()).prop_map(|(arrives_after, answer_after)| Fate {
        arrives_after: Some(arrives_after),
        answer_after,
        answer: Answer::Arrives,
    })
}

/// Something goes wrong that another try can mend.
fn fault() -> impl Strategy<Value = Fate> {
    let arrives_after = option::weighted(0.7, prop_oneof![3 => delay(), 1 => (250..800_u64).prop_map(ms)]);
    let error = Answer::Error("ECONNRESET", "read ECONNRESET");
    let answers = vec![error.clone(), error, Answer::Never, Answer::Arrives];
    (arrives_after, delay(), select(answers)).prop_map(|(arrives_after, answer_after, answer)| Fate {
        arrives_after,
        answer_after,
        answer,
    })
}

fn fates(weight_of_faults: u32) -> impl Strategy<Value = Vec<Fate>> {
    vec(prop_oneof![6 => slow(), weight_of_faults => fault()], 0..12)
}

fn event() -> impl Strategy<Value = Option<(usize, Event)>> {
    let event = select(vec![Event::Dies, Event::IsAborted]);
    option::weighted(0.3, (0..16_usize, event))
}

/// A call that may meet anything.
fn any_call() -> impl Strategy<Value = PlannedCall> {
    let unavailable = Fate {
        answer: Answer::Unavailable,
        ..Fate::AT_ONCE
    };
    let requests = vec(prop_oneof![4 => slow(), 2 => fault(), 1 => Just(unavailable)], 0..4);
    let pause = prop_oneof![2 => delay(), 1 => (0..3_000_u64).prop_map(ms)];
    (pause, fates(3), requests, event()).prop_map(|(pause, steps, requests, event)| PlannedCall {
        pause,
        steps,
        requests,
        event,
        ..PlannedCall::of(1, 1)
    })
}

/// A call that is slow, but to which nothing happens.
fn slow_call() -> impl Strategy<Value = PlannedCall> {
    (delay(), fates(0), vec(slow(), 0..4)).prop_map(|(pause, steps, requests)| PlannedCall {
        pause,
        steps,
        requests,
        ..PlannedCall::of(1, 1)
    })
}

/// The plans of all shards, each with as many calls as the range says.
fn plans(
    call: impl Strategy<Value = PlannedCall> + Clone,
    shards: std::ops::Range<usize>,
    calls: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<ShardPlan>> {
    vec(vec(call, calls), shards).prop_map(|mut plans: Vec<ShardPlan>| {
        let total = plans.len() as u32;
        for (shard, calls) in (1..).zip(&mut plans) {
            calls.iter_mut().for_each(|call| call.shard = (shard, total));
        }
        plans
    })
}

/// Runs all shards at the same time, each of them one call after another.
async fn run_all(world: &World, plans: &[ShardPlan]) -> Vec<EndedCall> {
    let shards = plans.iter().map(async |calls| {
        let mut ended = Vec::new();
        for call in calls {
            ended.push(run_call(world, call).await);
        }
        ended
    });
    let mut ended: Vec<EndedCall> = join_all(shards).await.into_iter().flatten().collect();
    ended.sort_by_key(|call| call.number);
    ended
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn in_whatever_order_shards_come_exactly_one_closes(plans in plans(slow_call().boxed(), 1..9, 1..2)) {
        on_paused_clock(async {
            let world = World::new();
            let ended = run_all(&world, &plans).await;
            check(&world, &ended, plans.len() as u32)?;
            prop_assert!(ended.iter().all(EndedCall::has_succeeded), "{ended:?}");
            let closers = ended.iter().filter(|call| call.outcome().is_some());
            prop_assert_eq!(closers.count(), 1);
            prop_assert_eq!(world.server.borrow_mut().close_count(), 1);
            prop_assert!(!world.server.borrow_mut().is_open());
            Ok(())
        })?;
    }

    #[test]
    fn shards_that_are_done_twice_before_the_last_count_once(
        plans in plans(slow_call().boxed(), 1..8, 2..3), last in slow_call(),
    ) {
        on_paused_clock(async {
            let world = World::new();
            let total = plans.len() as u32 + 1;
            let with_total = |call: &PlannedCall| PlannedCall { shard: (call.shard.0, total), ..call.clone() };
            let plans: Vec<ShardPlan> = plans.iter().map(|calls| calls.iter().map(with_total).collect()).collect();
            let mut ended = run_all(&world, &plans).await;
            prop_assert_eq!(world.server.borrow_mut().close_count(), 0);
            ended.push(run_call(&world, &PlannedCall { shard: (total, total), ..last }).await);
            prop_assert_eq!(world.server.borrow_mut().close_count(), 1);
            check(&world, &ended, total)
        })?;
    }

    #[test]
    fn in_a_second_round_each_shard_closes_and_nothing_stays_open(
        first in plans(slow_call().boxed(), 1..9, 1..2), second in vec(slow_call(), 8),
    ) {
        on_paused_clock(async {
            let world = World::new();
            let mut ended = run_all(&world, &first).await;
            prop_assert_eq!(world.server.borrow_mut().close_count(), 1);
            let second: Vec<ShardPlan> = first
                .iter()
                .zip(second)
                .map(|(calls, call)| vec![PlannedCall { shard: calls[0].shard, ..call }])
                .collect();
            let again = run_all(&world, &second).await;
            prop_assert!(again.iter().all(|call| call.has_succeeded() && call.closed()), "{again:?}");
            prop_assert!(!world.server.borrow_mut().is_open());
            ended.extend(again);
            check(&world, &ended, first.len() as u32)
        })?;
    }

    #[test]
    fn whatever_happens_nothing_is_lost_and_nobody_waits_for_a_call_that_has_ended(
        plans in plans(any_call().boxed(), 1..9, 1..4),
    ) {
        on_paused_clock(async {
            let (world, total) = (World::new(), plans.len() as u32);
            let mut ended = run_all(&world, &plans).await;
            // What is on its way arrives.
            tokio::time::sleep(seconds(1)).await;
            check(&world, &ended, total)?;
            let is_left = has_claim_left(&world);
            // What the dead claimed runs out.
            tokio::time::sleep(seconds(if is_left { 180 } else { 0 })).await;
            for shard in 1..=total {
                let call = run_call(&world, &PlannedCall::of(shard, total)).await;
                prop_assert!(call.has_succeeded() && call.duration == ms(0), "{call:?} after {ended:?}");
                ended.push(call);
            }
            prop_assert!(!world.server.borrow_mut().is_open(), "{ended:?}");
            check(&world, &ended, total)
        })?;
    }
}
