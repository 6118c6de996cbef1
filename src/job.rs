//! One batch on its way, and what is told of it in the end.

use std::cell::{Cell, RefCell};

use crate::batch_id::BatchId;
use crate::error::{Code, Error};
use crate::report::{BatchResult, Outcome};
use crate::settings::Settings;
use crate::text::{decimal, glue, quote};

/// What ended the call before its work was done.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// The caller stopped it.
    Stopped,
    /// Its budget was used up.
    OutOfTime,
}

/// One batch, and how far it has come: kept outside the future that closes it, which may be dropped at any time.
#[derive(Debug)]
pub struct Job<'a> {
    /// Its ID.
    pub id: &'a BatchId,
    /// When its first attempt began, on the host's clock.
    pub began: Cell<Option<u64>>,
    /// How many attempts were made.
    pub attempts: Cell<u32>,
    /// The status of the last answer.
    pub status: Cell<Option<u16>>,
    /// Whether an answer is awaited.
    pub sending: Cell<bool>,
    /// Whether an answer was lost, or only promised the end: the batch may be closed although nobody knows.
    pub lost: Cell<bool>,
    /// What became of it.
    pub result: RefCell<Option<BatchResult>>,
}

impl<'a> Job<'a> {
    /// A batch that nothing was done for yet.
    pub fn new(id: &'a BatchId) -> Self {
        Self {
            id,
            began: Cell::new(None),
            attempts: Cell::new(0),
            status: Cell::new(None),
            sending: Cell::new(false),
            lost: Cell::new(false),
            result: RefCell::new(None),
        }
    }

    /// What is told of it when the server does not know it.
    pub fn missing(&self, settings: &Settings, now: u64, mut error: Box<Error>) -> BatchResult {
        if settings.ignore_missing {
            return self.result(settings, now, Outcome::NotFound, None);
        }
        if self.lost.get() {
            error
                .message
                .push_str("; an attempt before, whose answer was lost, may have closed it");
        }
        self.result(settings, now, Outcome::NotFound, Some(error))
    }

    /// What is told of it when the call ended before it was done.
    pub fn cut_off(&self, settings: &Settings, now: u64, end: End) -> BatchResult {
        let sent = if self.sending.get() {
            "an attempt under way may have closed it"
        } else if self.lost.get() {
            "an attempt before, whose answer was lost, may have closed it"
        } else if self.attempts.get() > 0 {
            "no attempt before had closed it"
        } else {
            "nothing was sent for it"
        };
        match end {
            End::Stopped => {
                let error = Error::new(Code::Aborted, &["the call was aborted; ", sent]);
                self.result(settings, now, Outcome::Aborted, Some(error))
            }
            End::OutOfTime => {
                let message = [
                    "totalTimeout (",
                    &decimal(settings.total_timeout),
                    " ms) was over; ",
                    sent,
                ];
                let hint = "Close it again; for many batches, or a slow server, set a longer totalTimeout.";
                let error = Error::new(Code::Timeout, &message).with_hint(&[hint]);
                self.result(settings, now, Outcome::Failed, Some(error))
            }
        }
    }

    /// What is told of it. The error's message is the reason alone until here.
    pub fn result(&self, settings: &Settings, now: u64, outcome: Outcome, error: Option<Box<Error>>) -> BatchResult {
        let attempts = self.attempts.get();
        let error = error.map(|mut error| {
            let id = self.id.as_str();
            let shown = quote(&settings.redactor.show(id));
            error.message = glue(&["Batch ", &shown, " was not closed: ", &error.message]);
            if attempts > 1 {
                let tried = glue(&[" (after ", &decimal(attempts), " attempts)"]);
                error.message.push_str(&tried);
            }
            error.batch_id = Some(id.to_owned());
            error.redact(&settings.redactor);
            error
        });
        BatchResult {
            batch_id: self.id.as_str().to_owned(),
            outcome,
            status: self.status.get(),
            attempts,
            duration_ms: now.saturating_sub(self.began.get().unwrap_or(now)),
            error,
        }
    }
}
