//! Closes one batch, and many, within one budget.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use futures_util::future::{Either, select};

use crate::attempt;
use crate::batch_id::BatchId;
use crate::error::{Code, Error};
use crate::fault::Finding;
use crate::host::Host;
use crate::report::{BatchResult, CloseReport, Outcome};
use crate::request::{Request, Requests};
use crate::retry::{self, Verdict};
use crate::settings::Settings;
use crate::text::quote;

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
            finish(job, call.cut_off(job, end));
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

/// What ended the call before its work was done.
#[derive(Clone, Copy)]
enum End {
    Stopped,
    OutOfTime,
}

/// One batch, and how far it has come: kept outside the future that closes it, which may be dropped at any time.
struct Job<'a> {
    id: &'a BatchId,
    began: Cell<Option<u64>>,
    attempts: Cell<u32>,
    status: Cell<Option<u16>>,
    /// Whether an answer is awaited.
    sending: Cell<bool>,
    /// Whether an answer was lost, so that the batch may be closed although nobody knows.
    lost: Cell<bool>,
    result: RefCell<Option<BatchResult>>,
}

impl<'a> Job<'a> {
    fn new(id: &'a BatchId) -> Self {
        Self {
            id,
            began: Cell::new(None),
            attempts: Cell::new(0),
            status: Cell::new(None),
            sending: Cell::new(false),
            lost: Cell::new(false),
            result: RefCell::new(None),
        }
    }
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
                Verdict::Closed => return self.result(job, Outcome::Closed, None),
                Verdict::Accepted(location) => {
                    polls = polls.saturating_add(1);
                    let Some(poll) = self.requests.poll(&location, &request, self.next_serial()) else {
                        return self.failed(job, Finding::lasting(unusable_location()));
                    };
                    request = poll;
                    // At once would be a storm of requests, whatever the server asks for.
                    let delay = asked.unwrap_or_else(|| retry::backoff(polls)).max(retry::backoff(1));
                    if !self.wait(delay).await {
                        return self.cut_off(job, End::OutOfTime);
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
            let delay = asked.unwrap_or_else(|| retry::own_delay(retry, self.host.random()));
            if !again || retry > self.settings.retries || !self.wait(delay).await {
                return match error {
                    Ok(finding) => self.failed(job, finding),
                    Err(error) => self.missing(job, error),
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
        match sent {
            Ok(mut seen) => {
                job.status.set(Some(seen.status));
                if request.method == "GET" {
                    // A poll that is told to wait on, without another place, is for the same one.
                    seen.location.get_or_insert_with(|| request.url.clone());
                }
                let asked = retry::asked_delay(seen.retry_after.as_deref(), self.host.wall_clock());
                (retry::judge(&seen, self.settings), asked)
            }
            Err(finding) => {
                job.lost.set(true);
                (Verdict::Failed(finding), None)
            }
        }
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

    fn missing(&self, job: &Job<'_>, mut error: Box<Error>) -> BatchResult {
        if self.settings.ignore_missing {
            return self.result(job, Outcome::NotFound, None);
        }
        if job.lost.get() {
            error
                .message
                .push_str("; an attempt before, whose answer was lost, may have closed it");
        }
        self.result(job, Outcome::NotFound, Some(error))
    }

    fn failed(&self, job: &Job<'_>, finding: Finding) -> BatchResult {
        self.result(job, Outcome::Failed, Some(finding.error))
    }

    fn cut_off(&self, job: &Job<'_>, end: End) -> BatchResult {
        let sent = if job.sending.get() {
            "an attempt under way may have closed it"
        } else if job.lost.get() {
            "an attempt before, whose answer was lost, may have closed it"
        } else if job.attempts.get() > 0 {
            "no attempt before had closed it"
        } else {
            "nothing was sent for it"
        };
        match end {
            End::Stopped => {
                let error = Error::new(Code::Aborted, format!("the call was aborted; {sent}"));
                self.result(job, Outcome::Aborted, Some(error))
            }
            End::OutOfTime => {
                let total = self.settings.total_timeout;
                let error = Error::new(Code::Timeout, format!("totalTimeout ({total} ms) was over; {sent}"));
                let hint = "Close it again; for many batches, or a slow server, set a longer totalTimeout.";
                self.result(job, Outcome::Failed, Some(error.with_hint(hint)))
            }
        }
    }

    fn result(&self, job: &Job<'_>, outcome: Outcome, error: Option<Box<Error>>) -> BatchResult {
        let now = self.host.elapsed();
        let attempts = job.attempts.get();
        let error = error.map(|mut error| {
            let tried = if attempts > 1 {
                format!(" (after {} attempts)", u64::from(attempts))
            } else {
                String::new()
            };
            let id = job.id.as_str();
            error.message = format!(
                "Batch {} was not closed: {}{tried}",
                quote(&self.settings.redactor.show(id)),
                error.message
            );
            error.batch_id = Some(id.to_owned());
            error.redact(&self.settings.redactor);
            error
        });
        BatchResult {
            batch_id: job.id.as_str().to_owned(),
            outcome,
            status: job.status.get(),
            attempts,
            duration_ms: now.saturating_sub(job.began.get().unwrap_or(now)),
            error,
        }
    }
}

fn unusable_location() -> Box<Error> {
    let message = "the server accepted the request (202), but names no usable place to ask for its end";
    Error::new(Code::UnexpectedResponse, message).with_status(202)
}
