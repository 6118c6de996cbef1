//! How far one batch has come.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use super::interruption::Interruption;
use super::report::{BatchResult, Outcome};
use crate::config::batch_id::BatchId;
use crate::config::printable::quoted;
use crate::config::settings::Settings;
use crate::error::{Code, Error};

/// How far one batch has come: kept outside the future that closes it, which may be dropped at any time.
#[derive(Debug)]
pub struct BatchState<'a> {
    /// Its ID.
    pub id: &'a BatchId,
    /// When its first attempt began, on the host's clock.
    began: Cell<Option<Duration>>,
    attempts: Cell<u32>,
    /// The status of the last answer.
    status: Cell<Option<u16>>,
    is_sending: Cell<bool>,
    /// Whether an answer was lost, or only promised the end.
    may_be_closed: Cell<bool>,
    result: RefCell<Option<BatchResult>>,
}

impl<'a> BatchState<'a> {
    /// A batch that nothing was done for yet.
    pub fn new(id: &'a BatchId) -> Self {
        Self {
            id,
            began: Cell::new(None),
            attempts: Cell::new(0),
            status: Cell::new(None),
            is_sending: Cell::new(false),
            may_be_closed: Cell::new(false),
            result: RefCell::new(None),
        }
    }

    /// Its first attempt begins.
    pub fn begin(&self, now: Duration) {
        self.began.set(Some(now));
        self.attempts.set(1);
    }

    /// Another attempt begins.
    pub fn begin_attempt(&self) {
        self.attempts.set(self.attempts.get().saturating_add(1));
    }

    /// How many attempts were made.
    pub fn attempts(&self) -> u32 {
        self.attempts.get()
    }

    /// Whether an answer is awaited.
    pub fn sending(&self, is_sending: bool) {
        self.is_sending.set(is_sending);
    }

    /// An answer came.
    pub fn answered(&self, status: u16) {
        self.status.set(Some(status));
    }

    /// An answer was lost, or only promised the end: the batch may be closed although nobody knows.
    pub fn lost_answer(&self) {
        self.may_be_closed.set(true);
    }

    /// Whether the batch may be closed although nobody knows.
    pub fn may_be_closed(&self) -> bool {
        self.may_be_closed.get()
    }

    /// Keeps what became of it.
    pub fn set_result(&self, result: BatchResult) {
        self.result.replace(Some(result));
    }

    /// Whether it is known what became of it.
    pub fn is_done(&self) -> bool {
        self.result.borrow().is_some()
    }

    /// What became of it.
    pub fn into_result(self) -> Option<BatchResult> {
        self.result.into_inner()
    }

    /// Why it was not done when the call was ended; `hint` says what to do, where more is known than usual.
    pub fn interrupted(&self, settings: &Settings, interruption: Interruption, hint: Option<&str>) -> Error {
        let progress = if self.is_sending.get() {
            "an attempt under way may have closed it"
        } else if self.may_be_closed() {
            "an attempt before, whose answer was lost, may have closed it"
        } else if self.attempts() > 0 {
            "no attempt before had closed it"
        } else {
            "nothing was sent for it"
        };
        match interruption {
            Interruption::Aborted => Error::new(Code::Aborted, format!("the call was aborted; {progress}")),
            Interruption::OutOfTime => {
                let budget = settings.total_timeout.as_millis() as u64;
                let usual =
                    "Close it again; for many batches, or a slow server, set a longer totalTimeout (--total-timeout).";
                Error::new(
                    Code::Timeout,
                    format!("totalTimeout ({budget} ms) was over; {progress}"),
                )
                .with_hint(hint.unwrap_or(usual))
            }
        }
    }

    /// What became of it, `now` on the host's clock. The error's message is the reason alone until here.
    pub fn result(&self, settings: &Settings, now: Duration, outcome: Outcome, error: Option<Error>) -> BatchResult {
        let attempts = self.attempts();
        let error = error.map(|mut error| {
            let id = self.id.as_str();
            let shown = quoted(&settings.redactor.redact(id));
            let tried = if attempts > 1 {
                format!(" (after {attempts} attempts)")
            } else {
                String::new()
            };
            error.message = format!("Batch {shown} was not closed: {}{tried}", error.message);
            error.batch_id = Some(id.to_owned());
            error
        });
        BatchResult {
            batch_id: self.id.as_str().to_owned(),
            outcome,
            status: self.status.get(),
            attempts,
            duration: now.saturating_sub(self.began.get().unwrap_or(now)),
            error,
        }
    }
}
