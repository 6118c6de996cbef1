//! Closes one batch, and many, within one budget.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use futures_util::future::{Either, select};

use crate::attempt;
use crate::delay;
use crate::error::{Code, Error};
use crate::host::Host;
use crate::job::{End, Job};
use crate::report::{BatchResult, CloseReport, Outcome};
use crate::request::{Request, Requests};
use crate::retry::{self, Verdict};
use crate::settings::Settings;
use crate::text::decimal;

/// How often a batch is asked for again that the server does not know: it may not have heard of it yet.
const MISSING_RETRIES: u32 = 2;

/// Closes all batches of the settings: every one is tried, whatever becomes of the others.
///
/// `stop` ends everything at once; `on_result` hears of each batch as it ends.
pub async fn close<H: Host>(
    host: &H,
    settings: &Settings,
    stop: impl Future<Output = ()>,
    on_result: impl Fn(&BatchResult),
) -> CloseReport {
    let call = Call::new(host, settings);
    let jobs: Vec<Job> = settings.batch_ids.iter().map(Job::new).collect();
    let finish = |job: &Job, result: BatchResult| {
        on_result(&result);
        job.result.replace(Some(result));
    };
    let next = Cell::new(0_usize);
    let worker = async || {
        while let Some(job) = jobs.get(next.replace(next.get().saturating_add(1))) {
            finish(job, call.close_one(job).await);
            // What was heard may have stopped the call: that is seen to before anything more is sent.
            yield_once().await;
        }
    };
    let workers = (0..settings.concurrency.min(jobs.len()))
        .map(|_| Box::pin(worker()))
        .collect();
    let (stop, budget) = (pin!(stop), pin!(host.sleep(settings.total_timeout)));
    let ended = match select(select(stop, budget), pin!(all(workers))).await {
        Either::Left((Either::Left(_), _running)) => Some(End::Stopped),
        Either::Left((Either::Right(_), _running)) => Some(End::OutOfTime),
        Either::Right(_) => None,
    };
    // What was still running is dropped by now, and its requests with it.
    if let Some(end) = ended {
        for job in jobs.iter().filter(|job| job.result.borrow().is_none()) {
            finish(job, job.cut_off(settings, host.elapsed(), end));
        }
    }
    CloseReport::new(jobs.into_iter().filter_map(|job| job.result.into_inner()).collect())
}

/// Ends when all workers have ended. There are few, so that polling all of them costs less than knowing which one woke.
async fn all<F: Future<Output = ()>>(mut workers: Vec<Pin<Box<F>>>) {
    poll_fn(|context| {
        workers.retain_mut(|worker| worker.as_mut().poll(context).is_pending());
        if workers.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

/// Lets whatever else is ready go first.
async fn yield_once() {
    let mut yielded = false;
    poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// One call of `close()`.
struct Call<'a, H> {
    host: &'a H,
    settings: &'a Settings,
    requests: Requests<'a>,
    deadline: u64,
    serial: Cell<u32>,
}

impl<'a, H: Host> Call<'a, H> {
    fn new(host: &'a H, settings: &'a Settings) -> Self {
        Self {
            host,
            settings,
            requests: Requests::new(settings, host.random()),
            deadline: host.elapsed().saturating_add(settings.total_timeout),
            serial: Cell::new(0),
        }
    }

    async fn close_one(&self, job: &Job<'_>) -> BatchResult {
        job.began.set(Some(self.host.elapsed()));
        let mut request = self.requests.close(job.id, self.next_serial());
        let (mut polls, mut missing): (u32, u32) = (0, 0);
        job.attempts.set(1);
        loop {
            let (verdict, asked) = self.attempt(job, &request).await;
            let retry = job.attempts.get();
            let (error, again) = match verdict {
                Verdict::Closed => return job.result(self.settings, self.host.elapsed(), Outcome::Closed, None),
                Verdict::Accepted(location) => {
                    job.lost.set(true);
                    polls = polls.saturating_add(1);
                    let Some(poll) = self.requests.poll(&location, &request, self.next_serial()) else {
                        return self.failed(job, unusable_location());
                    };
                    request = poll;
                    // At once would be a storm of requests, whatever the server asks for.
                    let delay = asked.unwrap_or_else(|| delay::backoff(polls)).max(delay::backoff(1));
                    if !self.wait(delay).await {
                        return job.cut_off(self.settings, self.host.elapsed(), End::OutOfTime);
                    }
                    continue;
                }
                Verdict::Missing { error, final_answer } => {
                    missing = missing.saturating_add(1);
                    (Err(error), missing <= MISSING_RETRIES && !final_answer)
                }
                Verdict::Failed(finding) => {
                    let again = finding.transient;
                    (Ok(finding), again)
                }
            };
            let delay = asked.unwrap_or_else(|| delay::own_delay(retry, self.host.random()));
            if !again || retry > self.settings.retries || !self.wait(delay).await {
                return match error {
                    Ok(finding) => self.failed(job, finding.error),
                    Err(error) => job.missing(self.settings, self.host.elapsed(), error),
                };
            }
            job.attempts.set(retry.saturating_add(1));
            request = Request {
                headers: self.requests.headers(self.next_serial()),
                ..request
            };
        }
    }

    /// Sends a request, and says what came of it and how long the server asks to wait.
    async fn attempt(&self, job: &Job<'_>, request: &Request) -> (Verdict, Option<u64>) {
        job.sending.set(true);
        let sent = attempt::send(self.host, self.settings, request, self.deadline).await;
        job.sending.set(false);
        let came = match &sent {
            Ok(seen) => decimal(seen.status),
            Err(finding) => self.settings.redactor.show(&finding.error.message),
        };
        self.host.heard(job.id.as_str(), job.attempts.get(), &came);
        match sent {
            Ok(mut seen) => {
                job.status.set(Some(seen.status));
                if request.method == "GET" && seen.status == 202 {
                    // A poll that is told to wait on, without another place, is for the same one.
                    seen.location.get_or_insert_with(|| request.url.clone());
                }
                let asked = delay::asked_delay(seen.retry_after.as_deref(), |date| self.host.until(date));
                (retry::judge(&seen, self.settings), asked)
            }
            Err(finding) => {
                job.lost.set(true);
                (Verdict::Failed(finding), None)
            }
        }
    }

    fn failed(&self, job: &Job<'_>, error: Box<Error>) -> BatchResult {
        job.result(self.settings, self.host.elapsed(), Outcome::Failed, Some(error))
    }

    /// Waits, or says at once that the call would be over before.
    async fn wait(&self, ms: u64) -> bool {
        let fits = self.host.elapsed().saturating_add(ms) < self.deadline;
        if fits && ms > 0 {
            self.host.sleep(ms).await;
        }
        fits
    }

    fn next_serial(&self) -> u32 {
        self.serial.set(self.serial.get().saturating_add(1));
        self.serial.get()
    }
}

fn unusable_location() -> Box<Error> {
    let message = "the server accepted the request (202), but names no usable place to ask for its end";
    Error::new(Code::UnexpectedResponse, &[message]).with_status(202)
}
