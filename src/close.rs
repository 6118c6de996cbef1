//! Closes one batch, and many, within one budget of time; and reads what came of them, within another.
//!
//! [`close`] is the heart of the package: it sends, tries again, waits, and says in the end what became of each batch,
//! whatever became of the others. [`results`] asks in the same way what is in the batches, and [`fail_on`] says whether that
//! is a failure. This module knows requests and answers through `eyes/`, and time through [`Host`]; it does not
//! know of shards, of test runs, or who reads the report.

mod attempt;
pub mod backoff;
mod batch;
mod batch_state;
mod engine;
pub mod fail_on;
mod interruption;
pub mod observer;
pub mod report;
pub mod results;

use futures_util::future::FutureExt;
use futures_util::stream::{self, StreamExt};

use crate::config::settings::Settings;
use crate::host::{AbortSignal, Host};
use batch_state::BatchState;
use engine::Engine;
use interruption::{Interruption, do_until_interrupted};
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
    let engine = Engine::new(host, settings);
    let call = &Call { engine, observer };
    let batches: Vec<BatchState> = settings.batch_ids.iter().map(BatchState::new).collect();
    let close_one = async |batch| {
        // What the observer was told of the batch before may have made it abort.
        if !signal.is_aborted() {
            let result = call.close_batch(batch).await;
            call.finish(batch, result);
        }
    };
    // Boxed, so that there is one type of them with those that read results.
    let work = stream::iter(&batches).for_each_concurrent(settings.concurrency, |batch| close_one(batch).boxed_local());
    let interruption = do_until_interrupted(host, settings.time_left(), signal, work).await;
    // What was still running is dropped by now, and its requests with it.
    call.interrupt(&batches, interruption);
    CloseReport::new(batches.into_iter().filter_map(BatchState::into_result).collect())
}

/// One call of `close()`.
struct Call<'a, H, O> {
    engine: Engine<'a, H>,
    observer: &'a O,
}

impl<H: Host, O: Observer> Call<'_, H, O> {
    fn finish(&self, batch: &BatchState<'_>, result: BatchResult) {
        self.observer.on_result(&result);
        batch.set_result(result);
    }

    /// Says of each batch that is not done what the interruption found it at.
    fn interrupt(&self, batches: &[BatchState<'_>], interruption: Interruption) {
        let Engine { host, settings, .. } = self.engine;
        let open: Vec<&BatchState> = batches.iter().filter(|batch| !batch.is_done()).collect();
        let done = batches.len().saturating_sub(open.len());
        let hint = self.time_left_over(done, open.len());
        for batch in &open {
            let error = batch.interrupted(settings, interruption, hint.as_deref());
            let outcome = interruption.outcome();
            self.finish(batch, batch.result(settings, host.elapsed(), outcome, Some(error)));
        }
    }

    /// What to do where the budget ended a call that was getting on: about how much more time it would have taken.
    fn time_left_over(&self, done: usize, open: usize) -> Option<String> {
        let spent = self.engine.host.elapsed().saturating_sub(self.engine.began).as_secs();
        let needed = spent.saturating_mul(open as u64).checked_div(done as u64)?.max(1);
        let batches = if open == 1 { "batch was" } else { "batches were" };
        Some(format!(
            "{open} {batches} left after {done} in {spent} s, and would have taken about {needed} s more: \
             set a longer totalTimeout (--total-timeout), or a higher concurrency."
        ))
    }
}
