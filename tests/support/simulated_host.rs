//! The simulated host: sends by a script, waits on the paused clock, and writes everything down.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::future::pending;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use eyes_batch_close::host::{Chunk, Host, Request, Response, TransportError};
use percent_encoding::percent_decode_str;
use tokio::time::{Instant, sleep};

use super::script::{BodyEnd, Reply, ScriptedResponse, answer};
use super::{next_random, seconds};

/// The time of day when a simulation begins: Sun, 06 Nov 1994 08:49:37 GMT.
pub const BEGIN: Duration = seconds(784_111_777);

/// More requests than any right schedule needs: a core that sends so many is in a loop.
const TOO_MANY_REQUESTS: usize = 20_000;

/// One request as the simulated network saw it. Times are from the beginning of the simulation.
#[derive(Clone, Debug)]
pub struct SentRequest {
    pub sent_at: Duration,
    /// The batch ID, decoded from the URL.
    pub batch_id: String,
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    /// What the script had for it.
    pub reply: Reply,
    /// When the head of the response, or the error, came.
    pub answered_at: Option<Duration>,
    /// When nothing of it was left: the body read or given up, or the request dropped.
    pub ended_at: Option<Duration>,
}

impl SentRequest {
    /// The response, where its head came.
    pub fn response(&self) -> Option<&ScriptedResponse> {
        self.answered_at?;
        self.reply.outcome.as_ref().ok()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// How long it was under way.
    pub fn duration(&self) -> Duration {
        self.end() - self.sent_at
    }

    /// When nothing of it was left.
    pub fn end(&self) -> Duration {
        self.ended_at.expect("an end")
    }
}

#[derive(Default)]
struct Log {
    sent: Vec<SentRequest>,
    in_flight: usize,
    most_in_flight: usize,
}

/// Servers that follow a script for each batch, the last reply of it for ever. Without a script every batch closes.
pub struct SimulatedHost {
    began: Instant,
    scripts: RefCell<HashMap<String, VecDeque<Reply>>>,
    log: Rc<RefCell<Log>>,
    random: Cell<u64>,
}

impl SimulatedHost {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            scripts: RefCell::default(),
            log: Rc::default(),
            random: Cell::new(0),
        }
    }

    /// One on which batch `a` has this script.
    pub fn with_script(script: impl Into<Vec<Reply>>) -> Self {
        Self::new().batch("a", script)
    }

    /// The same with a script for one more batch.
    pub fn batch(self, id: &str, script: impl Into<Vec<Reply>>) -> Self {
        let script = VecDeque::from(script.into());
        self.scripts.borrow_mut().insert(id.to_owned(), script);
        self
    }

    /// The same with other random numbers.
    pub fn seeded(self, seed: u64) -> Self {
        self.random.set(seed);
        self
    }

    /// What was sent, and the most that was in flight at the same time.
    pub fn into_log(self) -> (Vec<SentRequest>, usize) {
        let log = self.log.take();
        (log.sent, log.most_in_flight)
    }

    fn next_reply(&self, batch_id: &str) -> Reply {
        let mut scripts = self.scripts.borrow_mut();
        let reply = scripts.get_mut(batch_id).and_then(|script| match script.len() {
            1 => script.front().cloned(),
            _ => script.pop_front(),
        });
        reply.unwrap_or_else(|| answer(200))
    }

    fn depart(&self, request: &Request) -> Flight {
        let batch_id = batch_id_of(&request.url);
        let mut log = self.log.borrow_mut();
        assert!(log.sent.len() < TOO_MANY_REQUESTS, "the core is in a loop");
        let reply = self.next_reply(&batch_id);
        log.sent.push(SentRequest {
            sent_at: self.elapsed(),
            batch_id,
            method: request.method.name(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            reply,
            answered_at: None,
            ended_at: None,
        });
        log.in_flight += 1;
        log.most_in_flight = log.most_in_flight.max(log.in_flight);
        Flight {
            began: self.began,
            log: Rc::clone(&self.log),
            place: log.sent.len() - 1,
        }
    }
}

/// The decoded segment behind `/batches/`.
fn batch_id_of(url: &str) -> String {
    let (_, rest) = url.split_once("/batches/").expect("a URL of a batch");
    let segment = rest.split(['/', '?']).next().expect("a segment");
    percent_decode_str(segment).decode_utf8().expect("UTF-8").into_owned()
}

impl Host for SimulatedHost {
    type Response = ArrivingResponse;

    async fn send(&self, request: &Request) -> Result<ArrivingResponse, TransportError> {
        let flight = self.depart(request);
        let reply = flight.request(|sent| sent.reply.clone());
        match reply.delay {
            Some(Duration::ZERO) => {}
            Some(delay) => self.sleep(delay).await,
            None => pending().await,
        }
        flight.request(|sent| sent.answered_at = Some(self.elapsed()));
        let response = reply.outcome?;
        let body = response.body.clone().into();
        Ok(ArrivingResponse {
            response,
            body,
            _flight: flight,
        })
    }

    /// In whole milliseconds, as JavaScript's timers count them.
    async fn sleep(&self, duration: Duration) {
        sleep(Duration::from_millis(duration.as_millis() as u64)).await;
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + BEGIN + self.elapsed()
    }

    fn random(&self) -> f64 {
        next_random(&self.random)
    }
}

/// A request that is under way until this is dropped.
struct Flight {
    began: Instant,
    log: Rc<RefCell<Log>>,
    place: usize,
}

impl Flight {
    fn request<T>(&self, look: impl FnOnce(&mut SentRequest) -> T) -> T {
        look(&mut self.log.borrow_mut().sent[self.place])
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.request(|sent| sent.ended_at = Some(self.began.elapsed()));
        self.log.borrow_mut().in_flight -= 1;
    }
}

/// A response whose body comes as the script says.
pub struct ArrivingResponse {
    response: ScriptedResponse,
    body: VecDeque<(Duration, String)>,
    _flight: Flight,
}

impl Response for ArrivingResponse {
    fn status(&self) -> u16 {
        self.response.status
    }

    fn header(&self, name: &str) -> Option<String> {
        self.response.header(name).map(str::to_owned)
    }

    async fn chunk(&mut self) -> Chunk {
        let Some((delay, piece)) = self.body.front().cloned() else {
            return match self.response.body_end {
                BodyEnd::Complete => Chunk::End,
                BodyEnd::Broken => Chunk::Broken,
                BodyEnd::Never => pending().await,
            };
        };
        if !delay.is_zero() {
            sleep(delay).await;
        }
        self.body.pop_front();
        Chunk::Text(piece)
    }
}
