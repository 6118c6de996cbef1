//! What became of each batch.

use serde::Serialize;

use crate::error::{Code, Error};

/// What became of one batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
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

/// What became of one batch, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResult {
    /// The batch ID as it was given, trimmed.
    pub batch_id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The HTTP status of the last answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many attempts were made.
    pub attempts: u32,
    /// From the beginning of the first attempt to the end, in milliseconds.
    pub duration_ms: u64,
    /// Why it is not closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Box<Error>>,
}

impl BatchResult {
    /// Whether the call failed on this batch.
    pub fn is_failure(&self) -> bool {
        self.error.is_some()
    }
}

/// What became of all batches, in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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

    /// The error of the whole call: none, that of the one batch that failed, or one for several.
    ///
    /// Once the caller's signal has ended the call, it is `ABORTED` whatever else failed.
    pub fn error(&self) -> Option<Box<Error>> {
        let errors: Vec<Error> = self
            .results
            .iter()
            .filter_map(|result| result.error.as_deref().cloned())
            .collect();
        let aborted = self.results.iter().any(|result| result.outcome == Outcome::Aborted);
        match errors.as_slice() {
            [] => None,
            [error] => Some(Box::new(error.clone())),
            _ => {
                let mut error = if aborted { self.aborted() } else { self.several(&errors) };
                error.errors = errors;
                Some(error)
            }
        }
    }

    fn aborted(&self) -> Box<Error> {
        let (open, all) = (self.failed.len() as u64, self.results.len() as u64);
        Error::new(
            Code::Aborted,
            format!("Closing was aborted: {open} of {all} batches were not closed"),
        )
    }

    fn several(&self, errors: &[Error]) -> Box<Error> {
        const SHOWN: u64 = 5;
        let (open, all) = (self.failed.len() as u64, self.results.len() as u64);
        let lines = errors
            .iter()
            .take(SHOWN as usize)
            .map(|error| format!("\n- {}", error.message));
        let mut message = format!("{open} of {all} batches were not closed:{}", lines.collect::<String>());
        if open > SHOWN {
            message.push_str(&format!("\n- and {} more", open.saturating_sub(SHOWN)));
        }
        let hint = errors.first().and_then(|first| first.hint.clone());
        let same = errors.iter().all(|error| error.hint == hint);
        let mut error = Error::new(Code::CloseFailed, message);
        error.hint = hint.filter(|_| same);
        error
    }
}
