//! The simulated host: sends by a script, waits on the paused clock, and writes everything down.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::future::pending;
use std::rc::Rc;
use std::time::{Duration, UNIX_EPOCH};

use eyes_batch_close::fault::Fault;
use eyes_batch_close::host::{Answer, Host};
use eyes_batch_close::request::Request;
use percent_encoding::percent_decode_str;
use tokio::time::{Instant, sleep};

use super::script::{Reply, Step, answer};

/// The wall clock when a world begins: Sun, 06 Nov 1994 08:49:37 GMT.
const EPOCH: u64 = 784_111_777_000;

/// More requests than any right schedule needs: a core that sends so many is in a loop.
const TOO_MANY: usize = 20_000;

/// One request as the world saw it. Times are milliseconds since the world began.
#[derive(Clone, Debug)]
pub struct Sent {
    pub at: u64,
    /// The batch ID, decoded from the URL.
    pub id: String,
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    /// What the script had for it.
    pub step: Step,
    /// When the head of the answer, or the fault, came.
    pub answered: Option<u64>,
    /// When nothing of it was left: the body read or given up, or the request dropped.
    pub ended: Option<u64>,
}

impl Sent {
    /// The answer, where its head came.
    pub fn reply(&self) -> Option<&Reply> {
        self.answered?;
        self.step.end.as_ref().ok()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Log {
    sent: Vec<Sent>,
    in_flight: usize,
    busiest: usize,
}

/// Servers that follow a script for each batch, the last step of it for ever. Without a script every batch closes.
pub struct World {
    began: Instant,
    scripts: RefCell<HashMap<String, VecDeque<Step>>>,
    log: Rc<RefCell<Log>>,
    random: Cell<u64>,
}

impl World {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            scripts: RefCell::default(),
            log: Rc::default(),
            random: Cell::new(0),
        }
    }

    /// A world in which batch `a` has this script.
    pub fn with(script: impl Into<Vec<Step>>) -> Self {
        Self::new().batch("a", script)
    }

    /// The same with a script for one more batch.
    pub fn batch(self, id: &str, script: impl Into<Vec<Step>>) -> Self {
        let script = VecDeque::from(script.into());
        self.scripts.borrow_mut().insert(id.to_owned(), script);
        self
    }

    /// The same with other random numbers.
    pub fn seeded(self, seed: u64) -> Self {
        self.random.set(seed);
        self
    }

    /// Milliseconds since it began.
    pub fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).expect("a short time")
    }

    /// What was sent, and the most that was in flight at the same time.
    pub fn end(self) -> (Vec<Sent>, usize) {
        let log = self.log.take();
        (log.sent, log.busiest)
    }

    fn next_step(&self, id: &str) -> Step {
        let mut scripts = self.scripts.borrow_mut();
        let step = scripts.get_mut(id).and_then(|script| {
            let last = script.len() == 1;
            if last {
                script.front().cloned()
            } else {
                script.pop_front()
            }
        });
        step.unwrap_or_else(|| answer(200))
    }

    fn depart(&self, request: &Request) -> Flight {
        let id = batch_id(&request.url);
        let mut log = self.log.borrow_mut();
        assert!(log.sent.len() < TOO_MANY, "the core is in a loop");
        let step = self.next_step(&id);
        log.sent.push(Sent {
            at: self.now(),
            id,
            method: request.method,
            url: request.url.clone(),
            headers: request.headers.clone(),
            step,
            answered: None,
            ended: None,
        });
        log.in_flight += 1;
        log.busiest = log.busiest.max(log.in_flight);
        Flight {
            began: self.began,
            log: Rc::clone(&self.log),
            place: log.sent.len() - 1,
        }
    }
}

/// The decoded segment behind `/batches/`.
fn batch_id(url: &str) -> String {
    let (_, rest) = url.split_once("/api/sessions/batches/").expect("a URL of a batch");
    let segment = rest.split(['/', '?']).next().expect("a segment");
    percent_decode_str(segment).decode_utf8().expect("UTF-8").into_owned()
}

impl Host for World {
    type Answer = Arriving;

    async fn send(&self, request: &Request) -> Result<Arriving, Fault> {
        let flight = self.depart(request);
        let step = flight.sent(|sent| sent.step.clone());
        match step.delay {
            Some(0) => {}
            Some(ms) => self.sleep(ms).await,
            None => pending().await,
        }
        flight.sent(|sent| sent.answered = Some(self.now()));
        let reply = step.end?;
        let body = reply.body.clone().into();
        Ok(Arriving { reply, body, flight })
    }

    async fn sleep(&self, ms: u64) {
        sleep(Duration::from_millis(ms)).await;
    }

    fn elapsed(&self) -> u64 {
        self.now()
    }

    fn until(&self, date: &str) -> Option<u64> {
        let date = httpdate::parse_http_date(date).ok()?;
        let now = UNIX_EPOCH + Duration::from_millis(EPOCH + self.now());
        u64::try_from(date.duration_since(now).ok()?.as_millis()).ok()
    }

    /// SplitMix64.
    fn random(&self) -> f64 {
        let state = self.random.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A request that is under way until this is dropped.
struct Flight {
    began: Instant,
    log: Rc<RefCell<Log>>,
    place: usize,
}

impl Flight {
    fn sent<T>(&self, look: impl FnOnce(&mut Sent) -> T) -> T {
        look(&mut self.log.borrow_mut().sent[self.place])
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        let now = u64::try_from(self.began.elapsed().as_millis()).expect("a short time");
        self.sent(|sent| sent.ended = Some(now));
        self.log.borrow_mut().in_flight -= 1;
    }
}

/// An answer whose body comes as the script says.
pub struct Arriving {
    reply: Reply,
    body: VecDeque<(u64, String)>,
    flight: Flight,
}

impl Answer for Arriving {
    fn status(&self) -> u16 {
        self.reply.status
    }

    fn header(&self, name: &str) -> Option<String> {
        self.reply.header(name).map(str::to_owned)
    }

    async fn chunk(&mut self) -> Option<String> {
        let Some((ms, piece)) = self.body.front().cloned() else {
            return if self.reply.endless { pending().await } else { None };
        };
        if ms > 0 {
            sleep(Duration::from_millis(ms)).await;
        }
        self.body.pop_front();
        Some(piece)
    }
}
