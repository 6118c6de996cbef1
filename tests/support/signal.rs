//! The caller's signal.

use std::cell::Cell;
use std::time::Duration;

use eyes_batch_close::host::AbortSignal;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// A signal that aborts at a time, or when it is told to.
#[derive(Default)]
pub struct Signal {
    abort_at: Cell<Option<Instant>>,
    is_set: Notify,
}

impl Signal {
    /// One that aborts after a time, if there is one.
    pub fn after(delay: Option<Duration>) -> Self {
        Self {
            abort_at: Cell::new(delay.map(|delay| Instant::now() + delay)),
            is_set: Notify::new(),
        }
    }

    /// Aborts now.
    pub fn abort(&self) {
        self.abort_at.set(Some(Instant::now()));
        self.is_set.notify_waiters();
    }
}

impl AbortSignal for Signal {
    fn is_aborted(&self) -> bool {
        self.abort_at.get().is_some_and(|at| at <= Instant::now())
    }

    async fn aborted(&self) {
        while !self.is_aborted() {
            match self.abort_at.get() {
                Some(at) => sleep_until(at).await,
                None => self.is_set.notified().await,
            }
        }
    }
}
