//! The steps of a shard, and that of all orders in which shards can come exactly one closes.
#![cfg(test)]
#![allow(clippy::arithmetic_side_effects)]

use std::collections::BTreeMap;

use eyes_batch_close::error::Code;
use eyes_batch_close::marking::{Marking, Step};
use proptest::prelude::*;

const HOLD: u64 = 180_000;

#[test]
fn a_total_that_differs_is_an_error_that_names_both() {
    let error = Marking::new(4, 1000).next(0, true, 8, "1000").unwrap_err();
    assert_eq!(error.code, Code::InvalidOption);
    assert_eq!(
        error.message,
        "shard counts 4 shards, but the store says that there are 8"
    );
}

#[test]
fn who_waits_for_another_closer_does_so_for_no_longer_than_the_whole_call() {
    let mut marking = Marking::new(1, 1000);
    assert_eq!(marking.next(100, false, 1, "1").unwrap(), Step::Claim(1));
    // A store may take its time for each answer.
    for spent in [300, 500, 800] {
        assert_eq!(marking.next(spent, false, 170_000, "").unwrap(), Step::Wait(200));
    }
    let error = marking.next(801, false, 169_000, "").unwrap_err();
    assert_eq!(error.code, Code::Timeout);
}

#[test]
fn that_the_server_does_not_know_the_batch_is_a_failure_of_the_first_closer_alone() {
    assert!(!Marking::default().may_be_closed());
    let mut marking = Marking::new(1, 1000);
    assert!(marking.may_be_closed());
    marking.next(0, true, 1, "1").unwrap();
    let mut later = marking;
    assert_eq!(marking.next(0, true, HOLD, "").unwrap(), Step::Close);
    assert!(!marking.may_be_closed());
    assert_eq!(later.next(0, false, 0, "").unwrap(), Step::Claim(2));
    assert_eq!(later.next(0, true, HOLD, "").unwrap(), Step::Close);
    assert!(later.may_be_closed());
}

/// A store in which anything may come between any two operations.
#[derive(Default, Debug)]
struct Store {
    entries: BTreeMap<String, (u64, String)>,
    now: u64,
}

impl Store {
    fn add(&mut self, name: &str, value: &str) -> bool {
        let is_new = !self.entries.contains_key(name);
        if is_new {
            self.entries.insert(name.to_owned(), (self.now, value.to_owned()));
        }
        is_new
    }
}

/// What a caller does next: one operation of a step.
#[derive(Debug)]
enum Operation {
    Mark,
    Look(u32, String),
    Claim(u32),
    LookAtClaim(u32, bool),
    LookAtEnd(u32, bool, u64),
    Close,
    End(u32, &'static str),
    Over,
}

#[derive(Debug)]
struct Caller {
    number: u32,
    marking: Marking,
    next: Operation,
    fresh: bool,
    claim: u32,
    marked_at: usize,
}

/// What happened, in its order: a shard's tests ended, or the batch was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Ended(u32),
    Closed,
}

impl Caller {
    fn new(number: u32, total: u32, events: &mut Vec<Event>) -> Self {
        events.push(Event::Ended(number));
        Self {
            number,
            marking: Marking::new(total, 120_000),
            next: Operation::Mark,
            fresh: false,
            claim: 0,
            marked_at: events.len(),
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.next, Operation::Over)
    }

    fn advance(&mut self, total: u32, store: &mut Store, events: &mut Vec<Event>, fails: bool) {
        let next = std::mem::replace(&mut self.next, Operation::Over);
        self.next = match next {
            Operation::Mark => {
                self.fresh = store.add(&self.number.to_string(), "");
                Operation::Look(1, String::new())
            }
            Operation::Look(shard, mut done) => {
                done.push(if store.entries.contains_key(&shard.to_string()) {
                    '1'
                } else {
                    '0'
                });
                if shard < total {
                    Operation::Look(shard + 1, done)
                } else {
                    let step = self.marking.next(0, self.fresh, total.into(), &done).unwrap();
                    self.follow(step)
                }
            }
            Operation::Claim(number) => {
                let added = store.add(&format!("claim-{number}"), "");
                Operation::LookAtClaim(number, added)
            }
            Operation::LookAtClaim(number, added) => {
                let (since, _) = store.entries[&format!("claim-{number}")];
                Operation::LookAtEnd(number, added, HOLD.saturating_sub(store.now - since))
            }
            Operation::LookAtEnd(number, added, left) => {
                let end = store.entries.get(&format!("end-{number}"));
                let end = end.map(|(_, end)| end.clone()).unwrap_or_default();
                let step = self.marking.next(0, added, left, &end).unwrap();
                self.follow(step)
            }
            Operation::Close if fails => Operation::End(self.claim, "failed"),
            Operation::Close => {
                events.push(Event::Closed);
                Operation::End(self.claim, "closed")
            }
            Operation::End(number, end) => {
                assert!(store.add(&format!("end-{number}"), end));
                Operation::Over
            }
            Operation::Over => Operation::Over,
        };
        if let Operation::Close = self.next {
            assert!((1..=total).all(|shard| store.entries.contains_key(&shard.to_string())));
        }
    }

    fn follow(&mut self, step: Step) -> Operation {
        match step {
            Step::Claim(number) => {
                self.claim = number;
                Operation::Claim(number)
            }
            Step::Wait(_) => Operation::Claim(self.claim),
            Step::Close => Operation::Close,
            Step::Done => Operation::Over,
        }
    }
}

fn closes(events: &[Event]) -> usize {
    events.iter().filter(|event| **event == Event::Closed).count()
}

/// Lets the callers go on in this order, then in turn until all are over. Waiting takes a little time.
fn run(total: u32, store: &mut Store, events: &mut Vec<Event>, callers: &mut [Caller], order: &[usize]) {
    let turns = order.iter().copied().chain(0..);
    for turn in turns.take(order.len() + 200_000) {
        let at = turn % callers.len();
        callers[at].advance(total, store, events, false);
        store.now += 1;
        if callers.iter().all(Caller::is_over) {
            return;
        }
    }
    panic!("it never ends: {callers:?}");
}

proptest! {
    #[test]
    fn in_whatever_order_shards_come_exactly_one_closes(
        total in 1_u32..7,
        order in prop::collection::vec(0_usize..100, 0..300),
    ) {
        let (mut store, mut events) = (Store::default(), Vec::new());
        let mut callers: Vec<_> = (1..=total).map(|number| Caller::new(number, total, &mut events)).collect();
        run(total, &mut store, &mut events, &mut callers, &order);
        prop_assert_eq!(closes(&events), 1);
    }

    #[test]
    fn a_shard_that_reports_twice_before_the_last_counts_once(
        total in 2_u32..6,
        order in prop::collection::vec(0_usize..100, 0..200),
    ) {
        let (mut store, mut events) = (Store::default(), Vec::new());
        // All but the last, each of them twice.
        let early = (1..total).chain(1..total);
        let mut callers: Vec<_> = early.map(|number| Caller::new(number, total, &mut events)).collect();
        run(total, &mut store, &mut events, &mut callers, &order);
        prop_assert_eq!(closes(&events), 0);
        let mut last = [Caller::new(total, total, &mut events)];
        run(total, &mut store, &mut events, &mut last, &[]);
        prop_assert_eq!(closes(&events), 1);
    }

    #[test]
    fn whoever_runs_again_and_whoever_dies_a_close_follows_every_end_of_tests(
        total in 1_u32..5,
        again in prop::collection::vec(1_u32..5, 0..5),
        dead in prop::collection::vec((0_usize..9, 0_usize..12), 0..3),
        order in prop::collection::vec(0_usize..100, 0..200),
        fails in prop::collection::vec(any::<bool>(), 200),
    ) {
        let (mut store, mut events) = (Store::default(), Vec::new());
        let mut waiting: Vec<u32> = again.into_iter().map(|number| (number - 1) % total + 1).collect();
        let mut callers: Vec<_> = (1..=total).map(|number| Caller::new(number, total, &mut events)).collect();
        let mut taken = vec![0; callers.len()];
        for (turn, fails) in order.iter().zip(fails) {
            let at = turn % callers.len();
            // A dead one stays where it was.
            if dead.iter().any(|(who, when)| *who == at && taken[at] >= *when) {
                continue;
            }
            callers[at].advance(total, &mut store, &mut events, fails);
            taken[at] += 1;
            store.now += 1;
            if callers[at].is_over() && let Some(number) = waiting.pop() {
                callers.push(Caller::new(number, total, &mut events));
                taken.push(0);
            }
        }
        // What was under way is dead by now, its claims ran out, and every shard is called once more.
        store.now += HOLD;
        for number in 1..=total {
            let mut caller = [Caller::new(number, total, &mut events)];
            run(total, &mut store, &mut events, &mut caller, &[]);
        }
        prop_assert_eq!(events.last(), Some(&Event::Closed), "{:?}", events);
    }

    #[test]
    fn who_ends_in_peace_leaves_a_close_behind_it_or_somebody_who_closes(
        total in 1_u32..5,
        again in prop::collection::vec(1_u32..5, 0..6),
        order in prop::collection::vec(0_usize..100, 0..400),
    ) {
        let (mut store, mut events) = (Store::default(), Vec::new());
        let mut waiting: Vec<u32> = again.into_iter().map(|number| (number - 1) % total + 1).collect();
        let mut callers: Vec<_> = (1..=total).map(|number| Caller::new(number, total, &mut events)).collect();
        for turn in order {
            let at = turn % callers.len();
            callers[at].advance(total, &mut store, &mut events, false);
            store.now += 1;
            if let Some(number) = waiting.pop_if(|_| turn % 7 == 0) {
                callers.push(Caller::new(number, total, &mut events));
            }
        }
        run(total, &mut store, &mut events, &mut callers, &[]);
        for caller in &callers {
            prop_assert!(closes(&events[caller.marked_at..]) > 0, "{:?}", events);
        }
    }
}
