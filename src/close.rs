//! Closes one batch, and many, within one budget of time.
//!
//! [`close`] is the heart of the package: it sends, tries again, waits, and says in the end what became of each batch,
//! whatever became of the others. It knows requests and answers through `eyes/`, and time through [`Host`]; it does not
//! know of shards, of test runs, or who reads the report.

mod attempt;
pub mod backoff;
mod batch;
mod batch_state;
pub mod observer;
pub mod report;

use futures_util::future::{Either, select};
use futures_util::stream::{self, StreamExt};
use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;

use crate::config::settings::Settings;
use crate::eyes::request::Requests;
use crate::host::{AbortSignal, Host};
use batch_state::{BatchState, Interruption};
use observer::Observer;
use report::{BatchResult, CloseReport};

/// Closes all batches of the settings: every one is tried, whatever becomes of the others.
///
/// `signal` ends everything at once; `observer` hears of each attempt, and of each batch as it ends.
pub async fn close<H: Host>(
    host: &H,
    settings: &Settings,
    signal: &impl AbortSignal,
    observer: &impl Observer,
) -> CloseReport {
    let call = Call::new(host, settings, observer);
    let batches: Vec<BatchState> = settings.batch_ids.iter().map(BatchState::new).collect();
    let work = stream::iter(&batches).for_each_concurrent(settings.concurrency, async |batch| {
        // What the observer heard of the batch before may have made it abort.
        if !signal.is_aborted() {
            let result = call.close_batch(batch).await;
            call.finish(batch, result);
        }
    });
    let interruption = {
        let work = pin!(work);
        let budget = pin!(host.sleep(settings.total_timeout));
        match select(select(pin!(signal.aborted()), budget), work).await {
            Either::Left((Either::Right(_), _running)) => Interruption::OutOfTime,
            // Where all work has ended, what is left was passed over after an abort.
            _ => Interruption::Aborted,
        }
    };
    // What was still running is dropped by now, and its requests with it.
    call.interrupt(&batches, interruption);
    CloseReport::new(batches.into_iter().filter_map(BatchState::into_result).collect())
}

/// One call of `close()`.
struct Call<'a, H, O> {
    host: &'a H,
    settings: &'a Settings,
    observer: &'a O,
    requests: Requests<'a>,
    began: Duration,
    /// When the budget ends, on the host's clock.
    deadline: Duration,
    /// The number of the last request.
    request_sequence: Cell<u32>,
}

impl<'a, H: Host, O: Observer> Call<'a, H, O> {
    fn new(host: &'a H, settings: &'a Settings, observer: &'a O) -> Self {
        let began = host.elapsed();
        Self {
            host,
            settings,
            observer,
            requests: Requests::new(settings, host.random()),
            began,
            deadline: began.saturating_add(settings.total_timeout),
            request_sequence: Cell::new(0),
        }
    }

    fn finish(&self, batch: &BatchState<'_>, result: BatchResult) {
        self.observer.on_result(&result);
        batch.set_result(result);
    }

    /// Says of each batch that is not done what the interruption found it at.
    fn interrupt(&self, batches: &[BatchState<'_>], interruption: Interruption) {
        let open: Vec<&BatchState> = batches.iter().filter(|batch| !batch.is_done()).collect();
        let done = batches.len().saturating_sub(open.len());
        let hint = self.time_left_over(done, open.len());
        for batch in &open {
            let error = batch.interrupted(self.settings, interruption, hint.as_deref());
            let outcome = interruption.outcome();
            self.finish(
                batch,
                batch.result(self.settings, self.host.elapsed(), outcome, Some(error)),
            );
        }
    }

    /// What to do where the budget ended a call that was getting on: about how much more time it would have taken.
    fn time_left_over(&self, done: usize, open: usize) -> Option<String> {
        let spent = self.host.elapsed().saturating_sub(self.began).as_secs();
        let needed = spent.saturating_mul(open as u64).checked_div(done as u64)?.max(1);
        let batches = if open == 1 { "batch was" } else { "batches were" };
        Some(format!(
            "{open} {batches} left after {done} in {spent} s, and would have taken about {needed} s more: \
             set a longer totalTimeout (--total-timeout), or a higher concurrency."
        ))
    }

    fn next_sequence(&self) -> u32 {
        let sequence = self.request_sequence.get().saturating_add(1);
        self.request_sequence.set(sequence);
        sequence
    }
}
