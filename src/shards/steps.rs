//! Takes the steps of a call in the store: each in its time, tried again like a request.

use std::time::Duration;

use super::settings::StoreSettings;
use super::store_failure::{is_permanent, store_error};
use crate::close::backoff::jittered_backoff;
use crate::error::{Error, Result};
use crate::host::{Entry, Host, Store, StoreFailure, with_timeout};

/// The steps of one call.
#[derive(Debug)]
pub struct Steps<'a, H, S> {
    host: &'a H,
    store: &'a S,
    settings: &'a StoreSettings,
    /// Tells what this call added from what others did.
    pub token: String,
    began: Duration,
}

impl<'a, H: Host, S: Store> Steps<'a, H, S> {
    /// The steps of a call that begins now.
    pub fn new(host: &'a H, store: &'a S, settings: &'a StoreSettings) -> Self {
        let half = || (host.random() * f64::from(u32::MAX)) as u32;
        Self {
            host,
            store,
            settings,
            token: format!("{:08x}{:08x}", half(), half()),
            began: host.elapsed(),
        }
    }

    /// How long the call has taken until now.
    pub fn elapsed(&self) -> Duration {
        self.host.elapsed().saturating_sub(self.began)
    }

    /// How much of the budget is left.
    pub fn left(&self) -> Duration {
        self.settings.total_timeout.saturating_sub(self.elapsed())
    }

    /// Adds entries and reads others, within the budget.
    pub async fn add_and_read(&self, add: &[(String, String)], read: &[String]) -> Result<Vec<Option<Entry>>> {
        self.add_and_read_within(self.left(), add, read).await
    }

    /// The same within another time.
    pub async fn add_and_read_within(
        &self,
        budget: Duration,
        add: &[(String, String)],
        read: &[String],
    ) -> Result<Vec<Option<Entry>>> {
        let deadline = self.host.elapsed().saturating_add(budget);
        let mut attempts: u32 = 0;
        loop {
            attempts = attempts.saturating_add(1);
            let left = deadline.saturating_sub(self.host.elapsed());
            let failure = match self.attempt(left.min(self.settings.timeout), add, read).await {
                Ok(entries) => return Ok(entries),
                Err(failure) => failure,
            };
            let delay = jittered_backoff(attempts, self.host.random());
            let is_in_time = self.host.elapsed().saturating_add(delay) < deadline;
            if is_permanent(&failure) || attempts > self.settings.retries || !is_in_time {
                return Err(self.error(&failure));
            }
            self.host.sleep(delay).await;
        }
    }

    async fn attempt(
        &self,
        timeout: Duration,
        add: &[(String, String)],
        read: &[String],
    ) -> std::result::Result<Vec<Option<Entry>>, StoreFailure> {
        let step = self.store.add_and_read(add, read);
        let entries = with_timeout(self.host, timeout, step).await.unwrap_or_else(|| {
            Err(StoreFailure {
                code: None,
                message: format!("no answer within {} ms", timeout.as_millis() as u64),
            })
        })?;
        // A store that answers something else is none.
        (entries.len() == read.len())
            .then_some(entries)
            .ok_or_else(|| StoreFailure {
                code: None,
                message: "it answered something else than was asked".to_owned(),
            })
    }

    /// Waits.
    pub async fn sleep(&self, duration: Duration) {
        self.host.sleep(duration).await;
    }

    /// The error of this store.
    pub fn error(&self, failure: &StoreFailure) -> Error {
        store_error(self.settings.url.expose(), failure)
    }
}
