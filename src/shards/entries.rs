//! The entries of a store: their names, and what their values say.

use std::time::Duration;

use super::shard::{MOST_SHARDS, Shard};
use crate::close::report::{CloseReport, Outcome};
use crate::host::{Entry, StoreFailure};

/// How many shards there are.
pub const TOTAL: &str = "total";

/// The ID of a run.
pub const RUN_ID: &str = "id";

/// The name of a shard's entry.
pub fn done(shard: u32, total: u32) -> String {
    format!("{shard}-of-{total}")
}

/// The name of a claim.
pub fn claim(number: u32) -> String {
    format!("claim-{number}")
}

/// The name of the end of a claim.
pub fn end(number: u32) -> String {
    format!("end-{number}")
}

/// A value with the token of the call that adds it.
pub fn value(token: &str, text: &str) -> String {
    format!("{token} {text}")
}

/// The value of a claim: how long it holds, and which shard has it.
pub fn claim_value(token: &str, held_for: Duration, shard: Shard) -> String {
    value(token, &format!("{} {}", held_for.as_millis() as u64, shard.current))
}

/// Who added an entry, and what it says.
pub fn parse(entry: &Entry) -> (&str, &str) {
    entry.value.split_once(' ').unwrap_or((&entry.value, ""))
}

/// How many shards the entry says that there are.
pub fn parse_total(entry: Option<&Entry>) -> Result<u32, StoreFailure> {
    let text = entry.map(|entry| parse(entry).1).unwrap_or_default();
    if text.is_empty() {
        return Err(died_while_writing(TOTAL));
    }
    let total = text.parse().ok().filter(|total| (1..=MOST_SHARDS).contains(total));
    total.ok_or_else(|| unreadable(format!("its entry {TOTAL} is no number of shards")))
}

/// What is said of an entry without its text.
pub fn died_while_writing(name: &str) -> StoreFailure {
    unreadable(format!("its entry {name} is empty, as whoever wrote it died"))
}

/// What is said of an entry that can't be read.
pub fn unreadable(message: String) -> StoreFailure {
    StoreFailure { code: None, message }
}

/// How a claim ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimEnd {
    /// Every batch is closed that the server knew, and one was.
    Closed,
    /// A batch may be open, or nobody knows.
    Failed,
    /// The server knew none of the batches.
    Missing,
    /// The same, where that is no failure.
    IgnoredMissing,
}

impl ClaimEnd {
    /// By what became of the batches.
    pub fn of(report: &CloseReport) -> Self {
        let is_missing = |outcome| outcome == Outcome::NotFound;
        let is_none_known = report.results.iter().all(|result| is_missing(result.outcome));
        match (report.failed.is_empty(), is_none_known) {
            (true, false) => Self::Closed,
            (true, true) => Self::IgnoredMissing,
            (false, true) => Self::Missing,
            (false, false) => Self::Failed,
        }
    }

    /// Whether nothing is left to do for another shard.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Closed | Self::IgnoredMissing)
    }

    /// Whether the batch may be closed by then.
    pub fn may_be_closed(self) -> bool {
        matches!(self, Self::Closed | Self::Failed)
    }

    /// As it is kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Failed => "failed",
            Self::Missing => "missing",
            Self::IgnoredMissing => "ignored-missing",
        }
    }

    /// The outcome that `status` reports: whether it was a failure was for its call to say.
    pub const fn outcome(self) -> &'static str {
        match self {
            Self::IgnoredMissing => Self::Missing.name(),
            end => end.name(),
        }
    }

    /// Reads it; anything unknown is no success.
    pub fn parse(text: &str) -> Self {
        match text {
            "closed" => Self::Closed,
            "missing" => Self::Missing,
            "ignored-missing" => Self::IgnoredMissing,
            _ => Self::Failed,
        }
    }
}

/// A claim as it is found in a store.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// How much longer it holds; nothing where it ran out.
    pub left: Duration,
    /// Which shard has it.
    pub shard: Option<u32>,
}

impl Claim {
    /// Reads a claim. One that was never written to its end, as its writer died, holds for as long as ours would.
    pub fn parse(entry: &Entry, held_for: Duration) -> Self {
        let (_, text) = parse(entry);
        let mut words = text.split(' ');
        let held = words.next().and_then(|ms| ms.parse().ok());
        let held = held.map_or(held_for, Duration::from_millis);
        Self {
            left: held.saturating_sub(entry.age),
            shard: words.next().and_then(|shard| shard.parse().ok()),
        }
    }
}
