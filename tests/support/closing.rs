//! Calls of `close()` on a simulated host.

use std::cell::RefCell;
use std::time::Duration;

use eyes_batch_close::close::close;
use eyes_batch_close::close::observer::{Attempt, Observer};
use eyes_batch_close::close::report::{BatchResult, CloseReport, Outcome};
use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::host::{AbortSignal, Host};

use super::script::Reply;
use super::settings::{Given, settings};
use super::signal::Signal;
use super::simulated_host::{SentRequest, SimulatedHost};

/// An attempt as `on_attempt` heard of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeardAttempt {
    pub batch_id: String,
    pub attempt: u32,
    pub status: Option<u16>,
    pub reason: Option<String>,
}

/// Writes down what it hears.
#[derive(Default)]
pub struct Recorder {
    pub attempts: RefCell<Vec<HeardAttempt>>,
    pub results: RefCell<Vec<BatchResult>>,
}

impl Observer for Recorder {
    fn on_attempt(&self, attempt: &Attempt<'_>) {
        self.attempts.borrow_mut().push(HeardAttempt {
            batch_id: attempt.batch_id.to_owned(),
            attempt: attempt.attempt,
            status: attempt.status,
            reason: attempt.reason.map(str::to_owned),
        });
    }

    fn on_result(&self, result: &BatchResult) {
        self.results.borrow_mut().push(result.clone());
    }
}

/// A call that has ended.
#[derive(Debug)]
pub struct Call {
    pub report: CloseReport,
    /// What `on_attempt` heard, in its order.
    pub attempts: Vec<HeardAttempt>,
    /// What `on_result` heard, in its order.
    pub results: Vec<BatchResult>,
    /// Every request, in the order of sending.
    pub sent: Vec<SentRequest>,
    pub duration: Duration,
    pub most_in_flight: usize,
}

impl Call {
    /// The result of the only batch.
    pub fn result(&self) -> &BatchResult {
        assert_eq!(self.report.results.len(), 1, "one batch");
        &self.report.results[0]
    }

    /// The error of the only batch; panics where there is none.
    pub fn error(&self) -> &Error {
        self.result().error.as_ref().expect("an error")
    }

    /// The message of the only batch's error.
    pub fn message(&self) -> &str {
        &self.error().message
    }

    /// The hint of the only batch's error.
    pub fn hint(&self) -> &str {
        self.error().hint.as_deref().expect("a hint")
    }

    /// The code of the only batch's error.
    pub fn code(&self) -> Option<Code> {
        self.result().error.as_ref().map(|error| error.code)
    }

    /// The methods of all requests, in the order of sending.
    pub fn methods(&self) -> Vec<&'static str> {
        self.sent.iter().map(|sent| sent.method).collect()
    }

    /// How long each request waited after the end of the one before it; for the only batch.
    pub fn waits(&self) -> Vec<Duration> {
        let pairs = self.sent.windows(2);
        pairs.map(|pair| pair[1].sent_at - pair[0].end()).collect()
    }
}

/// What became of a batch: its outcome, its error's code, and its attempts.
pub fn summary(result: &BatchResult) -> (Outcome, Option<Code>, u32) {
    (
        result.outcome,
        result.error.as_ref().map(|error| error.code),
        result.attempts,
    )
}

/// Closes batch `a`, whose requests meet a script.
pub async fn close_a(script: impl Into<Vec<Reply>>) -> Call {
    close_a_with(&[], script).await
}

/// The same with more options.
pub async fn close_a_with(given: Given<'_>, script: impl Into<Vec<Reply>>) -> Call {
    close_on(SimulatedHost::with_script(script), &settings(given)).await
}

/// Closes the batches of the settings.
pub async fn close_on(host: SimulatedHost, settings: &Settings) -> Call {
    close_until(host, settings, None).await
}

/// Closes the batches of the settings; the caller's signal aborts after a time, if there is one.
pub async fn close_until(host: SimulatedHost, settings: &Settings, abort_after: Option<Duration>) -> Call {
    let recorder = Recorder::default();
    let signal = Signal::after(abort_after);
    let report = close(&host, settings, &signal, &recorder).await;
    assert!(abort_after.is_some() || !signal.is_aborted());
    let duration = host.elapsed();
    let (sent, most_in_flight) = host.into_log();
    assert!(
        sent.iter().all(|sent| sent.ended_at.is_some()),
        "nothing is left in flight"
    );
    Call {
        report,
        attempts: recorder.attempts.into_inner(),
        results: recorder.results.into_inner(),
        sent,
        duration,
        most_in_flight,
    }
}
