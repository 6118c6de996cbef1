//! Shards that have a store in common: each says that it is done, and exactly one, the last, closes the batch.
//!
//! A store keeps entries, each a name with a value, under the key of the batch. In one step it adds entries, unless there
//! are some of their names, and reads entries, with their age by its own clock. Nothing is ever changed or taken away, so
//! that no two shards can disagree about what they saw; all entries of a batch expire together. They are:
//!
//! - `total`: how many shards there are, as the first to come said.
//! - `2-of-4`: shard 2 is done. Added again it changes nothing: a shard counts once.
//! - `claim-1`: somebody closes the batch, and has as many milliseconds for it as the value says. Whoever adds it is the
//!   closer; a claim that ran out is passed by with the next number.
//! - `end-1`: the end of that claim: `closed`, `failed`, or `missing` where the server knew no such batch. A batch that is
//!   not closed is claimed again by whoever calls.
//!
//! A claim is made only where all shards are seen done. So a shard whose own entry is new knows that any claim came after
//! it and covers it; one that was done before has run again, and its tests are in a new batch: it makes a claim of its
//! own, once any that is under way has ended. [`Marking`] takes these steps, and the store's answers, one by one.

use crate::error::{Code, Error};
use crate::report::{CloseReport, Outcome};
use crate::text::decimal;

/// How long a closer has at least, in milliseconds.
const CLAIM: u64 = 180_000;

/// How often a shard looks whether another is done with closing, in milliseconds.
const LOOK: u64 = 200;

/// A step that the caller takes, to come back with its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Adds the claim of this number, then reads it and its end.
    Claim(u32),
    /// Waits so many milliseconds, then makes the same claim again.
    Wait(u64),
    /// Closes the batch and adds the end of the claim.
    Close,
    /// There is nothing to close, or nothing to close yet.
    Done,
}

/// A call of one shard, from its mark to its close.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marking {
    total: u32,
    total_timeout: u64,
    /// Whether this shard had not been done before.
    fresh: bool,
    /// The number of the claim; 0 before the shards were counted.
    claim: u32,
    /// Whether this shard has the claim.
    closes: bool,
    /// Whether a claim before may have closed the batch.
    again: bool,
}

impl Marking {
    /// The steps of a shard of so many, which first adds its entries, then reads those of all.
    pub fn new(total: u32, total_timeout: u64) -> Self {
        Self {
            total,
            total_timeout,
            ..Self::default()
        }
    }

    /// How long a claim holds, in milliseconds.
    pub fn hold(total_timeout: u64) -> u64 {
        CLAIM.max(total_timeout.saturating_add(60_000))
    }

    /// Whether the batch may be closed already, so that it is no failure that the server does not know it: by a claim
    /// before, or by anybody, where it is closed without a claim since the store failed.
    pub fn may_be_closed(&self) -> bool {
        self.total > 0 && (self.again || !self.closes)
    }

    /// The end of the claim, by what became of the batches.
    pub fn end(report: &CloseReport) -> &'static str {
        if report.failed.is_empty() {
            "closed"
        } else if report.results.iter().all(|result| result.outcome == Outcome::NotFound) {
            "missing"
        } else {
            "failed"
        }
    }

    /// What follows that count: by whether the shard's entry was not there, the total that is, and a `1` or a `0` for
    /// each shard. What follows [`Step::Claim`]: by whether it was not there, how many milliseconds it has left, and its
    /// end. After a pause the same step is taken again. The call has `spent` so many milliseconds until now.
    pub fn next(&mut self, spent: u64, added: bool, number: u64, text: &str) -> Result<Step, Box<Error>> {
        if self.claim == 0 {
            self.counted(added, number, text)
        } else {
            self.claimed(spent, added, number, text)
        }
    }

    fn counted(&mut self, added: bool, total: u64, done: &str) -> Result<Step, Box<Error>> {
        if total != u64::from(self.total) {
            let (ours, theirs) = (decimal(self.total), decimal(total));
            let problem = ["counts ", &ours, " shards, but the store says that there are ", &theirs];
            let error = Error::invalid(Code::InvalidOption, "shard", &problem);
            return Err(error.with_hint(&["Give all shards of a batch the same total, and another run another ID."]));
        }
        self.fresh = added;
        if done.bytes().any(|mark| mark == b'0') {
            return Ok(Step::Done);
        }
        self.claim = 1;
        Ok(Step::Claim(1))
    }

    fn claimed(&mut self, spent: u64, added: bool, left: u64, end: &str) -> Result<Step, Box<Error>> {
        if added {
            self.closes = true;
            return Ok(Step::Close);
        }
        let live = end.is_empty() && left > 0;
        if self.fresh && (live || end == "closed") {
            return Ok(Step::Done);
        }
        if live {
            let pause = left.min(LOOK);
            if spent.saturating_add(pause) > self.total_timeout {
                let message = "another shard was still closing the batch when totalTimeout was over";
                return Err(Error::new(Code::Timeout, &[message]).with_hint(&["Call again."]));
            }
            return Ok(Step::Wait(pause));
        }
        self.again = self.again || end != "missing";
        self.claim = self.claim.saturating_add(1);
        Ok(Step::Claim(self.claim))
    }
}
