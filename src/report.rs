//! What became of each batch.

use std::borrow::Cow;

use crate::error::{Code, Error};
use crate::text::{decimal, glue};

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
    /// From the beginning of the first attempt to the end, in milliseconds.
    pub duration_ms: u64,
    /// Why it is not closed.
    pub error: Option<Box<Error>>,
}

impl BatchResult {
    /// Whether the call failed on this batch.
    pub fn is_failure(&self) -> bool {
        self.error.is_some()
    }
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
}

impl CloseReport {
    /// Collects the results.
    pub fn new(results: Vec<BatchResult>) -> Self {
        let (mut closed, mut failed) = (Vec::new(), Vec::new());
        for result in &results {
            if result.is_failure() {
                failed.push(result.batch_id.clone());
            } else if result.outcome == Outcome::Closed {
                closed.push(result.batch_id.clone());
            }
        }
        Self {
            results,
            closed,
            failed,
        }
    }

    /// The errors of the batches on which the call failed.
    pub fn errors(&self) -> impl Iterator<Item = &Error> {
        self.results.iter().filter_map(|result| result.error.as_deref())
    }

    /// The error of the whole call: none, that of the one batch that failed, or one for several.
    ///
    /// Once the caller's signal has ended the call, it is `ABORTED` whatever else failed.
    pub fn error(&self) -> Option<Cow<'_, Error>> {
        let first = self.errors().next()?;
        if self.failed.len() == 1 {
            return Some(Cow::Borrowed(first));
        }
        let aborted = self.results.iter().any(|result| result.outcome == Outcome::Aborted);
        let whole = if aborted { self.aborted() } else { self.several(first) };
        Some(Cow::Owned(*whole))
    }

    fn aborted(&self) -> Box<Error> {
        Error::new(
            Code::Aborted,
            &["Closing was aborted: ", &self.count(), " were not closed"],
        )
    }

    fn several(&self, first: &Error) -> Box<Error> {
        const SHOWN: usize = 5;
        let mut error = Error::new(Code::CloseFailed, &[&self.count(), " were not closed:"]);
        let message = &mut error.message;
        for error in self.errors().take(SHOWN) {
            message.push_str(&glue(&["\n- ", &error.message]));
        }
        let more = self.failed.len().saturating_sub(SHOWN) as u64;
        if more > 0 {
            message.push_str(&glue(&["\n- and ", &decimal(more), " more"]));
        }
        if self.errors().all(|error| error.hint == first.hint) {
            error.hint.clone_from(&first.hint);
        }
        error
    }

    fn count(&self) -> String {
        let (open, all) = (self.failed.len() as u64, self.results.len() as u64);
        glue(&[&decimal(open), " of ", &decimal(all), " batches"])
    }
}
