//! Reads what came of the batches, after closing them or without it.
//!
//! Closing only begins the counting: the counts can lag behind it, as Applitools' own tests of its SDKs know. So a batch is
//! asked for again, at growing intervals, until two answers agree and something is counted.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use futures_util::future::FutureExt;
use futures_util::stream::{self, StreamExt};

use super::attempt::BodyLimit;
use super::backoff::retry_after;
use super::batch::NOT_FOUND_RETRIES;
use super::engine::Engine;
use super::interruption::do_until_interrupted;
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

/// What was read of one batch: all of it, as far as there is no error beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The batch ID.
    pub batch_id: String,
    /// What came of the batch, as far as the server told it.
    pub summary: Option<BatchSummary>,
    /// Why that is not known, or may not be all.
    pub error: Option<Error>,
}

impl Reading {
    /// Whether the counts had not settled: they may not be all.
    pub fn is_partial(&self) -> bool {
        self.summary.is_some() && self.error.is_some()
    }
}

/// Reads what came of all batches of the settings, in their order, whatever becomes of the others.
pub async fn read_results<H: Host>(host: &H, results: &ResultsSettings, signal: &impl AbortSignal) -> Vec<Reading> {
    let settings = &results.settings;
    let engine = Engine::new(host, settings);
    let batches: Vec<Batch> = settings.batch_ids.iter().map(Batch::new).collect();
    let turns = Turns::at(engine.began, batches.len());
    let workers = stream::iter(0..settings.concurrency.min(batches.len()));
    let work = workers.for_each_concurrent(None, |_| {
        ask_in_turn(&engine, &batches, &turns, results.with_tests).boxed_local()
    });
    do_until_interrupted(host, settings.time_left(), signal, work).await;
    let is_aborted = signal.is_aborted();
    let readings = batches.into_iter();
    readings.map(|batch| batch.into_reading(settings, is_aborted)).collect()
}

/// Which batches are to be asked for, and when, the first at the top: while one waits for its turn, others are asked for.
struct Turns(RefCell<BinaryHeap<Reverse<Turn>>>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    /// When, on the host's clock.
    due: Duration,
    /// The place of the batch.
    index: usize,
    /// How long it is from then to the next turn.
    interval: Duration,
}

impl Turns {
    /// The first turns of so many batches.
    fn at(due: Duration, batches: usize) -> Self {
        let interval = FIRST_INTERVAL;
        let turns = (0..batches).map(|index| Reverse(Turn { due, index, interval }));
        Self(RefCell::new(turns.collect()))
    }

    fn next(&self) -> Option<Turn> {
        self.0.borrow_mut().pop().map(|Reverse(turn)| turn)
    }

    fn add_next(&self, now: Duration, Turn { index, interval, .. }: Turn) {
        self.0.borrow_mut().push(Reverse(Turn {
            due: now.saturating_add(interval),
            index,
            interval: interval.saturating_mul(2).min(LONGEST_INTERVAL),
        }));
    }
}

/// Asks for one batch after the other, each again until two answers agree.
async fn ask_in_turn<H: Host>(engine: &Engine<'_, H>, batches: &[Batch<'_>], turns: &Turns, with_tests: bool) {
    while let Some(turn) = turns.next() {
        let delay = turn.due.saturating_sub(engine.host.elapsed());
        let Some(batch) = batches.get(turn.index) else { continue };
        if !engine.wait(delay).await {
            continue;
        }
        match batch.ask(engine, with_tests).await {
            Ok(summary) => {
                if !batch.settles(summary) {
                    turns.add_next(engine.host.elapsed(), turn);
                }
            }
            Err(error) => batch.give_up(error),
        }
    }
}

/// A batch that is read, and how far that is: kept outside the future that reads it, which may be dropped at any time.
struct Batch<'a> {
    id: &'a BatchId,
    progress: RefCell<Progress>,
}

#[derive(Default)]
struct Progress {
    /// What the last answer said that can be read.
    summary: Option<BatchSummary>,
    /// Whether the one before said the same.
    is_settled: bool,
    /// Why there was no further answer.
    error: Option<Error>,
}

impl<'a> Batch<'a> {
    fn new(id: &'a BatchId) -> Self {
        Self {
            id,
            progress: RefCell::default(),
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

    /// Keeps what an answer said; says whether the one before said the same of tests that are counted.
    fn settles(&self, summary: BatchSummary) -> bool {
        let mut progress = self.progress.borrow_mut();
        let before = progress.summary.as_ref().map(|before| before.counts);
        progress.is_settled = before == Some(summary.counts) && summary.counts.are_counted();
        progress.summary = Some(summary);
        progress.is_settled
    }

    fn give_up(&self, error: Error) {
        self.progress.borrow_mut().error = Some(error);
    }

    fn into_reading(self, settings: &Settings, is_aborted: bool) -> Reading {
        let Progress {
            summary,
            is_settled,
            error,
        } = self.progress.into_inner();
        let error = (!is_settled).then(|| error.unwrap_or_else(|| unsettled(summary.as_ref(), settings, is_aborted)));
        let batch_id = self.id.as_str().to_owned();
        let shown = quoted(&settings.redactor.redact(&batch_id));
        let extent = if summary.is_some() {
            "may not be all"
        } else {
            "were not read"
        };
        let error = error.map(|mut error| {
            error.message = format!("The results of batch {shown} {extent}: {}", error.message);
            error.batch_id = Some(batch_id.clone());
            error
        });
        Reading {
            batch_id,
            summary,
            error,
        }
    }
}

/// Why there were no two answers that agree, where nothing failed.
fn unsettled(summary: Option<&BatchSummary>, settings: &Settings, is_aborted: bool) -> Error {
    if is_aborted {
        return Error::new(Code::Aborted, "the call was aborted");
    }
    let ms = settings.total_timeout.as_millis() as u64;
    let message = match summary.map(|summary| summary.counts.are_counted()) {
        Some(true) => format!("no two answers agreed within resultsTimeout ({ms} ms)"),
        Some(false) => format!("no test was counted within resultsTimeout ({ms} ms)"),
        None => format!("resultsTimeout ({ms} ms) was over before"),
    };
    let hint = "Read them again, or set a longer resultsTimeout (--results-timeout).";
    Error::new(Code::Timeout, message).with_hint(hint)
}
