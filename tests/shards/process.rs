//! A process with one call: its requests and steps meet what a plan says, and it may die or be aborted at each of them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::pending;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use eyes_batch_close::host::{Chunk, Entry, ErrorLink, Host, Request, Response, Store, StoreFailure, TransportError};
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use super::fate::{Answer, Fate};
use super::simulated_store::{CallNumber, SimulatedServer, SimulatedStore};
use crate::support::next_random;
use crate::support::signal::Signal;

/// What all processes have in common.
pub struct World {
    pub began: Instant,
    pub store: RefCell<SimulatedStore>,
    pub server: RefCell<SimulatedServer>,
    next_call: Cell<CallNumber>,
}

impl World {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            store: RefCell::default(),
            server: RefCell::default(),
            next_call: Cell::default(),
        }
    }

    /// The number of a call that begins.
    pub fn next_call(&self) -> CallNumber {
        self.next_call.replace(self.next_call.get() + 1)
    }
}

/// What happens to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Dies,
    IsAborted,
}

/// A process.
pub struct Process<'a> {
    pub world: &'a World,
    pub number: CallNumber,
    pub signal: Signal,
    pub steps: RefCell<VecDeque<Fate>>,
    pub requests: RefCell<VecDeque<Fate>>,
    /// At which point of its way something happens to it: before each request and step, when it has arrived, and when it
    /// is answered.
    pub event: Option<(usize, Event)>,
    pub points: Cell<usize>,
    /// How many steps it began in the store.
    pub step_count: Cell<usize>,
    /// Whether its last step in the store was answered.
    pub was_answered: Cell<bool>,
    pub death: Notify,
    /// Whether all of its random numbers are 0, and its waits therefore.
    pub is_without_chance: bool,
    random: Cell<u64>,
}

impl<'a> Process<'a> {
    pub fn new(world: &'a World, number: CallNumber) -> Self {
        Self {
            world,
            number,
            signal: Signal::default(),
            steps: RefCell::default(),
            requests: RefCell::default(),
            event: None,
            points: Cell::new(0),
            step_count: Cell::new(0),
            was_answered: Cell::new(true),
            death: Notify::new(),
            is_without_chance: false,
            random: Cell::new(number as u64),
        }
    }

    /// Something may happen to the process here.
    async fn pass_point(&self) {
        let point = self.points.get();
        self.points.set(point + 1);
        match self.event.filter(|(at, _)| *at == point) {
            None => {}
            Some((_, Event::IsAborted)) => {
                self.signal.abort();
                yield_now().await;
            }
            Some((_, Event::Dies)) => {
                self.death.notify_one();
                pending().await
            }
        }
    }

    /// Meets a fate. `arrive` is done when the request arrives, or `arrive_late` where nobody waits for it any more.
    async fn meet<T>(
        &self,
        fate: Fate,
        arrive: impl FnOnce() -> T,
        arrive_late: impl Fn(Instant),
    ) -> Result<T, (&'static str, &'static str)> {
        self.pass_point().await;
        let mut answer = None;
        if let Some(delay) = fate.arrives_after {
            let on_its_way = OnItsWay(Some((Instant::now() + delay, arrive_late)));
            pause(delay).await;
            on_its_way.has_arrived();
            answer = Some(arrive());
            self.pass_point().await;
        }
        pause(fate.answer_after).await;
        match (fate.answer, answer) {
            (Answer::Error(code, message), _) => Err((code, message)),
            (Answer::Arrives | Answer::Unavailable | Answer::Incomplete, Some(answer)) => {
                self.pass_point().await;
                Ok(answer)
            }
            (Answer::Never, _) | (_, None) => pending().await,
        }
    }
}

/// A request that arrives even if it is dropped.
struct OnItsWay<F: Fn(Instant)>(Option<(Instant, F)>);

impl<F: Fn(Instant)> OnItsWay<F> {
    fn has_arrived(mut self) {
        self.0 = None;
    }
}

impl<F: Fn(Instant)> Drop for OnItsWay<F> {
    fn drop(&mut self) {
        if let Some((due, arrive_late)) = &self.0 {
            arrive_late(*due);
        }
    }
}

pub async fn pause(duration: Duration) {
    if !duration.is_zero() {
        sleep(duration).await;
    }
}

impl Store for Process<'_> {
    async fn add_and_read(
        &self,
        add: &[(String, String)],
        read: &[String],
    ) -> Result<Vec<Option<Entry>>, StoreFailure> {
        let fate = self.steps.borrow_mut().pop_front().unwrap_or(Fate::AT_ONCE);
        self.step_count.set(self.step_count.get() + 1);
        self.was_answered.set(false);
        let store = &self.world.store;
        let read = match fate.answer {
            Answer::Incomplete => &read[..read.len() - 1],
            _ => read,
        };
        let arrive = || store.borrow_mut().add_and_read(self.number, add, read);
        let arrive_late = |due| store.borrow_mut().add_late(due, self.number, add);
        let answer = self.meet(fate, arrive, arrive_late).await;
        self.was_answered.set(answer.is_ok());
        answer.map_err(|(code, message)| StoreFailure {
            code: Some(code.to_owned()).filter(|code| !code.is_empty()),
            message: message.to_owned(),
        })
    }
}

impl Host for Process<'_> {
    type Response = Status;

    async fn send(&self, _: &Request) -> Result<Status, TransportError> {
        let fate = self.requests.borrow_mut().pop_front().unwrap_or(Fate::AT_ONCE);
        let is_unavailable = matches!(fate.answer, Answer::Unavailable);
        let server = &self.world.server;
        let arrive = || match is_unavailable {
            true => 503,
            false => server.borrow_mut().close(self.number),
        };
        let arrive_late = |due| match is_unavailable {
            true => {}
            false => server.borrow_mut().close_late(due, self.number),
        };
        let answer = self.meet(fate, arrive, arrive_late).await;
        answer.map(Status).map_err(|(code, message)| {
            TransportError::Thrown(vec![ErrorLink {
                code: Some(code.to_owned()),
                message: message.to_owned(),
                ..ErrorLink::default()
            }])
        })
    }

    async fn sleep(&self, duration: Duration) {
        pause(Duration::from_millis(duration.as_millis() as u64)).await;
    }

    fn elapsed(&self) -> Duration {
        self.world.began.elapsed()
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + self.elapsed()
    }

    fn random(&self) -> f64 {
        if self.is_without_chance {
            0.0
        } else {
            next_random(&self.random)
        }
    }
}

/// A response that is a status alone.
pub struct Status(u16);

impl Response for Status {
    fn status(&self) -> u16 {
        self.0
    }

    fn header(&self, _: &str) -> Option<String> {
        None
    }

    async fn chunk(&mut self) -> Chunk {
        Chunk::End
    }
}
