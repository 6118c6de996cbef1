//! What became of each batch.

use std::borrow::Cow;
use std::time::Duration;

use super::results::Reading;
use crate::error::{Code, Error};

/// How many errors the message of several repeats.
const MOST_LISTED: usize = 5;

/// What became of one batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server closed it.
    Closed,
    /// The server knows no active batch with this ID.
    NotFound,
    /// It could not be closed.
    Failed,
    /// The caller's signal came first.
    Aborted,
}

impl Outcome {
    /// The outcome as users see it.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Closed => "closed",
            Outcome::NotFound => "not-found",
            Outcome::Failed => "failed",
            Outcome::Aborted => "aborted",
        }
    }
}

/// What became of one batch, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchResult {
    /// The batch ID as it was given, trimmed.
    pub batch_id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// How many attempts were made.
    pub attempts: u32,
    /// From the beginning of the first attempt to the end.
    pub duration: Duration,
    /// Why it is not closed.
    pub error: Option<Error>,
}

/// What became of all batches, in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CloseReport {
    /// One result for each batch.
    pub results: Vec<BatchResult>,
    /// The IDs of the batches that are closed.
    pub closed: Vec<String>,
    /// The IDs of the batches on which the call failed.
    pub failed: Vec<String>,
    /// What came of each batch, where that was to be read: one reading for each result.
    pub readings: Vec<Reading>,
    /// Why what came of them fails the call.
    pub results_error: Option<Error>,
}

impl CloseReport {
    /// Collects the results.
    pub fn new(results: Vec<BatchResult>) -> Self {
        let ids = |matches: fn(&BatchResult) -> bool| {
            let chosen = results.iter().filter(|result| matches(result));
            chosen.map(|result| result.batch_id.clone()).collect()
        };
        Self {
            closed: ids(|result| result.error.is_none() && result.outcome == Outcome::Closed),
            failed: ids(|result| result.error.is_some()),
            readings: Vec::new(),
            results_error: None,
            results,
        }
    }

    /// The errors of the batches on which the call failed.
    pub fn errors(&self) -> impl Iterator<Item = &Error> {
        self.results.iter().filter_map(|result| result.error.as_ref())
    }

    /// The error of the whole call: none, that of the one batch that failed, or one for several; where all are closed,
    /// that of what came of them.
    ///
    /// Once the caller's signal has ended the call, it is `ABORTED` whatever else failed.
    pub fn error(&self) -> Option<Cow<'_, Error>> {
        let Some(first) = self.errors().next() else {
            return self.results_error.as_ref().map(Cow::Borrowed);
        };
        if self.failed.len() == 1 {
            return Some(Cow::Borrowed(first));
        }
        let is_aborted = self.results.iter().any(|result| result.outcome == Outcome::Aborted);
        let count = format!("{} of {} batches", self.failed.len(), self.results.len());
        Some(Cow::Owned(if is_aborted {
            Error::new(Code::Aborted, format!("Closing was aborted: {count} were not closed"))
        } else {
            self.close_failed(&count)
        }))
    }

    fn close_failed(&self, count: &str) -> Error {
        let mut message = format!("{count} were not closed:");
        for error in self.errors().take(MOST_LISTED) {
            message.push_str(&format!("\n- {error}"));
        }
        let more = self.failed.len().saturating_sub(MOST_LISTED);
        if more > 0 {
            message.push_str(&format!("\n- and {more} more"));
        }
        let mut whole = Error::new(Code::CloseFailed, message);
        whole.hint = self.common_hint();
        whole
    }

    /// What to do next, where it is the same for all, or where the budget was too short.
    fn common_hint(&self) -> Option<String> {
        let mut errors = self.errors();
        let first = errors.next()?;
        if errors.all(|error| error.hint == first.hint) {
            return first.hint.clone();
        }
        let timed_out = self.results.iter().find(|result| result.attempts == 0)?;
        timed_out.error.as_ref()?.hint.clone()
    }
}
