//! What sends the requests of a call, within one budget of time.

use std::cell::Cell;
use std::time::Duration;

use super::attempt::{self, BodyLimit};
use super::backoff::jittered_backoff;
use crate::config::settings::Settings;
use crate::eyes::failure::Failure;
use crate::eyes::request::Requests;
use crate::eyes::response::ResponseSummary;
use crate::host::{Host, Request};

/// Sends the requests of a call.
#[derive(Debug)]
pub struct Engine<'a, H> {
    /// The world.
    pub host: &'a H,
    /// The settings of the call.
    pub settings: &'a Settings,
    /// Makes its requests.
    pub requests: Requests<'a>,
    /// When it began, on the host's clock.
    pub began: Duration,
    /// When its budget ends.
    deadline: Duration,
    /// The number of the last request.
    request_sequence: Cell<u32>,
}

impl<'a, H: Host> Engine<'a, H> {
    /// A call that begins now.
    pub fn new(host: &'a H, settings: &'a Settings) -> Self {
        let began = host.elapsed();
        Self {
            host,
            settings,
            requests: Requests::new(settings, host.random()),
            began,
            deadline: began.saturating_add(settings.time_left()),
            request_sequence: Cell::new(0),
        }
    }

    /// Sends a request; says what answer came, or what it means that none did.
    pub async fn send(&self, request: &Request, limit: BodyLimit) -> Result<ResponseSummary, Failure> {
        attempt::send(self.host, self.settings, request, limit, self.deadline).await
    }

    /// Waits for another attempt, as long as the server asks for or else by the backoff; says at once where there is none:
    /// after a permanent failure, where all retries are used up, or where the budget would be over before.
    pub async fn wait_for_retry(&self, attempts: u32, is_permanent: bool, retry_after: Option<Duration>) -> bool {
        let delay = retry_after.unwrap_or_else(|| jittered_backoff(attempts, self.host.random()));
        let is_last = is_permanent || attempts > self.settings.retries;
        !is_last && self.wait(delay).await
    }

    /// Waits, or says at once that the budget would be over before.
    pub async fn wait(&self, delay: Duration) -> bool {
        let fits = self.host.elapsed().saturating_add(delay) < self.deadline;
        if fits && !delay.is_zero() {
            self.host.sleep(delay).await;
        }
        fits
    }

    /// The number of the next request.
    pub fn next_sequence(&self) -> u32 {
        let sequence = self.request_sequence.get().saturating_add(1);
        self.request_sequence.set(sequence);
        sequence
    }
}
