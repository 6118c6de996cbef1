//! One batch from its first attempt to its result.

use std::time::Duration;

use super::Call;
use super::attempt::BodyLimit;
use super::backoff::{self, retry_after};
use super::batch_state::BatchState;
use super::interruption::Interruption;
use super::observer::{Attempt, Observer};
use super::report::{BatchResult, Outcome};
use crate::error::{Code, Error};
use crate::eyes::failure::Failure;
use crate::eyes::response::{ResponseClass, classify};
use crate::host::{Host, Method, Request};

/// How often a batch is asked for again that the server does not know: it may not know it yet.
pub const NOT_FOUND_RETRIES: u32 = 2;

/// What an attempt came to, and how long the server asks to wait.
struct AttemptOutcome {
    class: ResponseClass,
    retry_after: Option<Duration>,
}

impl<H: Host, O: Observer> Call<'_, H, O> {
    /// Closes one batch: tries, waits and polls until there is a result.
    pub(super) async fn close_batch(&self, batch: &BatchState<'_>) -> BatchResult {
        batch.begin(self.engine.host.elapsed());
        let mut request = self.engine.requests.close(batch.id, self.engine.next_sequence());
        let (mut polls, mut not_found): (u32, u32) = (0, 0);
        loop {
            let AttemptOutcome { class, retry_after } = self.attempt(batch, &request).await;
            let (outcome, failure, may_retry) = match class {
                ResponseClass::Closed => return self.result(batch, Outcome::Closed, None),
                ResponseClass::Accepted(location) => {
                    polls = polls.saturating_add(1);
                    match self.next_poll(batch, &request, &location, polls, retry_after).await {
                        Ok(poll) => request = poll,
                        Err(error) => return self.result(batch, Outcome::Failed, Some(error)),
                    }
                    continue;
                }
                ResponseClass::NotFound(failure) => {
                    not_found = not_found.saturating_add(1);
                    (Outcome::NotFound, failure, not_found <= NOT_FOUND_RETRIES)
                }
                ResponseClass::Failed(failure) => (Outcome::Failed, failure, true),
            };
            let Failure { error, is_permanent } = failure;
            let is_permanent = is_permanent || !may_retry;
            let wait = self.engine.wait_for_retry(batch.attempts(), is_permanent, retry_after);
            if !wait.await {
                return self.give_up(batch, outcome, error);
            }
            batch.begin_attempt();
            request.headers = self.engine.requests.headers(self.engine.next_sequence());
        }
    }

    /// Sends a request and says what came of it.
    async fn attempt(&self, batch: &BatchState<'_>, request: &Request) -> AttemptOutcome {
        batch.sending(true);
        let sent = self.engine.send(request, BodyLimit::SHORT).await;
        batch.sending(false);
        let (class, retry_after) = match sent {
            Ok(mut response) => {
                batch.answered(response.status);
                if request.method == Method::Get && response.status == 202 {
                    // A poll that is told to wait on, without another place, is for the same one.
                    response.location.get_or_insert_with(|| request.url.clone());
                }
                self.observer.on_attempt(&Attempt {
                    batch_id: batch.id.as_str(),
                    attempt: batch.attempts(),
                    status: Some(response.status),
                    reason: None,
                });
                let delay = retry_after(response.retry_after.as_deref(), self.engine.host.now());
                (classify(&response, self.engine.settings), delay)
            }
            Err(failure) => {
                batch.lost_answer();
                self.observer.on_attempt(&Attempt {
                    batch_id: batch.id.as_str(),
                    attempt: batch.attempts(),
                    status: None,
                    reason: Some(&failure.error.message),
                });
                (ResponseClass::Failed(failure), None)
            }
        };
        AttemptOutcome { class, retry_after }
    }

    /// Waits for the turn of the poll that an answer with 202 asks for.
    async fn next_poll(
        &self,
        batch: &BatchState<'_>,
        previous: &Request,
        location: &str,
        polls: u32,
        retry_after: Option<Duration>,
    ) -> Result<Request, Error> {
        // The answer only promised the end.
        batch.lost_answer();
        let poll = self
            .engine
            .requests
            .poll(location, previous, self.engine.next_sequence());
        let poll = poll.ok_or_else(unusable_location)?;
        // At once would be a storm of requests, whatever the server asks for.
        let delay = retry_after
            .unwrap_or_else(|| backoff::longest(polls))
            .max(backoff::longest(1));
        if self.engine.wait(delay).await {
            Ok(poll)
        } else {
            Err(batch.interrupted(self.engine.settings, Interruption::OutOfTime, None))
        }
    }

    fn give_up(&self, batch: &BatchState<'_>, outcome: Outcome, mut error: Error) -> BatchResult {
        if outcome == Outcome::NotFound {
            if self.engine.settings.ignore_missing {
                return self.result(batch, outcome, None);
            }
            if batch.may_be_closed() {
                error
                    .message
                    .push_str("; an attempt before, whose answer was lost, may have closed it");
            }
        }
        self.result(batch, outcome, Some(error))
    }

    fn result(&self, batch: &BatchState<'_>, outcome: Outcome, error: Option<Error>) -> BatchResult {
        batch.result(self.engine.settings, self.engine.host.elapsed(), outcome, error)
    }
}

fn unusable_location() -> Error {
    let message = "the server accepted the request (202), but names no usable place to ask for its end";
    Error::new(Code::UnexpectedResponse, message).with_status(202)
}
