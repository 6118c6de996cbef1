//! Reads what came of the batches, after closing them or without it.
//!
//! Closing only begins the counting: the counts can lag behind it, as Applitools' own tests of its SDKs know. So a batch is
//! asked for again, at growing intervals, until two answers agree and something is counted.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::future::FutureExt;
use futures_util::stream::{self, StreamExt};

use super::attempt::BodyLimit;
use super::backoff::retry_after;
use super::batch::NOT_FOUND_RETRIES;
use super::engine::Engine;
use super::interruption::{Interruption, do_until_interrupted};
use crate::config::batch_id::BatchId;
use crate::config::printable::quoted;
use crate::config::results_settings::ResultsSettings;
use crate::config::settings::Settings;
use crate::error::{Code, Error};
use crate::eyes::results::{BatchSummary, classify, with_own_hint};
use crate::host::{AbortSignal, Host};

/// How long it is until a batch is asked for again; each further time twice as long.
const FIRST_INTERVAL: Duration = Duration::from_millis(500);
const LONGEST_INTERVAL: Duration = Duration::from_secs(8);

/// What was read of one batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The batch ID.
    pub batch_id: String,
    /// What came of the batch, or why that is not known.
    pub summary: Result<BatchSummary, Error>,
    /// Whether the counts had not settled when the time was over: they may not be all.
    pub is_partial: bool,
}

/// Reads what came of all batches of the settings, in their order, whatever becomes of the others.
pub async fn read_results<H: Host>(host: &H, results: &ResultsSettings, signal: &impl AbortSignal) -> Vec<Reading> {
    let settings = &results.settings;
    let engine = Engine::new(host, settings);
    let batches: Vec<Batch> = settings.batch_ids.iter().map(Batch::new).collect();
    let work = stream::iter(&batches).for_each_concurrent(settings.concurrency, |batch| {
        batch.read(&engine, results.with_tests).boxed_local()
    });
    let interruption = do_until_interrupted(host, settings.total_timeout, signal, work).await;
    let readings = batches.into_iter();
    readings
        .map(|batch| batch.into_reading(settings, interruption))
        .collect()
}

/// A batch that is read, and how far that is: kept outside the future that reads it, which may be dropped at any time.
struct Batch<'a> {
    id: &'a BatchId,
    progress: RefCell<Progress>,
}

enum Progress {
    /// No answer yet.
    Unread,
    /// What the last answer said.
    Partial(BatchSummary),
    /// What two answers said.
    Settled(BatchSummary),
    /// There was no answer that can be read.
    Failed(Error),
}

impl<'a> Batch<'a> {
    fn new(id: &'a BatchId) -> Self {
        Self {
            id,
            progress: RefCell::new(Progress::Unread),
        }
    }

    /// Asks until two answers agree.
    async fn read<H: Host>(&self, engine: &Engine<'_, H>, with_tests: bool) {
        let mut interval = FIRST_INTERVAL;
        loop {
            match self.ask(engine, with_tests).await {
                Ok(summary) => {
                    if self.add_answer(summary) {
                        return;
                    }
                }
                Err(error) => return self.give_up(error),
            }
            if !engine.wait(interval).await {
                return;
            }
            interval = interval.saturating_mul(2).min(LONGEST_INTERVAL);
        }
    }

    /// Asks once, and again where that can help.
    async fn ask<H: Host>(&self, engine: &Engine<'_, H>, with_tests: bool) -> Result<BatchSummary, Error> {
        let (mut attempts, mut not_found): (u32, u32) = (0, 0);
        loop {
            attempts = attempts.saturating_add(1);
            let request = engine.requests.results(self.id, with_tests, engine.next_sequence());
            let (failure, delay) = match engine.send(&request, BodyLimit::DATA).await {
                Ok(answer) => match classify(&answer, engine.settings) {
                    Ok(summary) => return Ok(summary),
                    Err(failure) => (failure, retry_after(answer.retry_after.as_deref(), engine.host.now())),
                },
                Err(failure) => (failure.map_error(with_own_hint), None),
            };
            not_found = not_found.saturating_add(u32::from(failure.error.code == Code::BatchNotFound));
            let is_permanent = failure.is_permanent || not_found > NOT_FOUND_RETRIES;
            if !engine.wait_for_retry(attempts, is_permanent, delay).await {
                return Err(failure.error);
            }
        }
    }

    /// Keeps what an answer said; says whether that is settled.
    fn add_answer(&self, summary: BatchSummary) -> bool {
        let is_the_same =
            matches!(&*self.progress.borrow(), Progress::Partial(before) if before.counts == summary.counts);
        let is_settled = is_the_same && summary.counts.are_counted();
        self.progress.replace(if is_settled {
            Progress::Settled(summary)
        } else {
            Progress::Partial(summary)
        });
        is_settled
    }

    /// Keeps why there is no answer, unless there was one before.
    fn give_up(&self, error: Error) {
        if matches!(&*self.progress.borrow(), Progress::Partial(_)) {
            return;
        }
        self.progress.replace(Progress::Failed(error));
    }

    fn into_reading(self, settings: &Settings, interruption: Interruption) -> Reading {
        let (summary, is_partial) = match self.progress.into_inner() {
            Progress::Settled(summary) => (Ok(summary), false),
            Progress::Partial(summary) => (Ok(summary), true),
            Progress::Failed(error) => (Err(error), false),
            Progress::Unread => (Err(unread(settings, interruption)), false),
        };
        let batch_id = self.id.as_str().to_owned();
        let summary = summary.map_err(|mut error| {
            let shown = quoted(&settings.redactor.redact(&batch_id));
            error.message = format!("The results of batch {shown} were not read: {}", error.message);
            error.batch_id = Some(batch_id.clone());
            error
        });
        Reading {
            batch_id,
            summary,
            is_partial,
        }
    }
}

fn unread(settings: &Settings, interruption: Interruption) -> Error {
    match interruption {
        Interruption::Aborted => Error::new(Code::Aborted, "the call was aborted"),
        Interruption::OutOfTime => {
            let ms = settings.total_timeout.as_millis() as u64;
            let hint = "Read them again, or set a longer resultsTimeout (--results-timeout).";
            Error::new(Code::Timeout, format!("resultsTimeout ({ms} ms) was over before")).with_hint(hint)
        }
    }
}
