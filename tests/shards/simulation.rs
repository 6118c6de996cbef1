//! Calls of shards on a simulated store, one after another or at the same time.

use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;

use eyes_batch_close::close::report::{CloseReport, Outcome};
use eyes_batch_close::config::options::Value;
use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::shards::settings::ShardSettings;
use eyes_batch_close::shards::{ShardReport, close_as_shard};
use futures_util::future::{Either, select};

use super::fate::Fate;
use super::process::{Event, Process, World, pause};
use super::simulated_store::CallNumber;
use crate::support::closing::Recorder;
use crate::support::environment::environment;
use crate::support::ms;
use crate::support::settings::{complete_options, number, text, texts};

/// One call of a shard, and what happens to it.
#[derive(Clone, Debug)]
pub struct PlannedCall {
    /// Such as `2/4`.
    pub shard: (u32, u32),
    /// How long it waits before its tests end.
    pub pause: Duration,
    pub batch_ids: Vec<&'static str>,
    pub timeout: Duration,
    pub total_timeout: Duration,
    pub retries: u32,
    pub close_anyway: bool,
    pub steps: Vec<Fate>,
    pub requests: Vec<Fate>,
    pub event: Option<(usize, Event)>,
}

impl PlannedCall {
    /// The call of a shard to which nothing happens.
    pub fn of(current: u32, total: u32) -> Self {
        Self {
            shard: (current, total),
            pause: Duration::ZERO,
            batch_ids: vec!["nightly"],
            timeout: ms(300),
            total_timeout: ms(5_000),
            retries: 5,
            close_anyway: false,
            steps: Vec::new(),
            requests: Vec::new(),
            event: None,
        }
    }

    /// The same, whose steps in the store meet these fates.
    pub fn with_steps(self, steps: impl Into<Vec<Fate>>) -> Self {
        let steps = steps.into();
        Self { steps, ..self }
    }

    /// The same, whose requests meet these fates.
    pub fn with_requests(self, requests: impl Into<Vec<Fate>>) -> Self {
        let requests = requests.into();
        Self { requests, ..self }
    }

    /// The same, to which something happens.
    pub fn with_event(self, at: usize, event: Event) -> Self {
        let event = Some((at, event));
        Self { event, ..self }
    }

    fn settings(&self) -> (Settings, ShardSettings) {
        let (current, total) = self.shard;
        let options = complete_options(&[
            ("shard", text(&format!("{current}/{total}"))),
            ("store", text("redis://:MarkedPass@store")),
            ("closeAnyway", Value::Flag(self.close_anyway)),
            ("batchIds", texts(&self.batch_ids)),
            ("retries", number(self.retries)),
            ("timeout", number(self.timeout.as_millis() as f64)),
            ("totalTimeout", number(self.total_timeout.as_millis() as f64)),
        ]);
        let environment = environment(&[]);
        let shard_settings = ShardSettings::resolve(&options, &environment).unwrap().unwrap();
        (Settings::resolve(&options, &environment).unwrap(), shard_settings)
    }
}

/// How a call ended.
#[derive(Debug)]
pub struct EndedCall {
    pub number: CallNumber,
    pub shard: u32,
    /// `None`, where its process died.
    pub result: Option<Result<ShardReport, Error>>,
    pub duration: Duration,
    /// When it ended, since the beginning of the simulation.
    pub ended_at: Duration,
    /// Whether its last step in the store was answered.
    pub was_answered: bool,
    /// How many points of its way it passed, at which something could have happened to it.
    pub points: usize,
    /// How many steps it began in the store.
    pub step_count: usize,
}

impl EndedCall {
    /// What it reports; panics where there is no report.
    pub fn report(&self) -> &ShardReport {
        self.result.as_ref().expect("an end").as_ref().expect("a report")
    }

    /// The error that it failed with; panics where there is none.
    pub fn error(&self) -> &Error {
        self.result.as_ref().expect("an end").as_ref().expect_err("an error")
    }

    pub fn has_died(&self) -> bool {
        self.result.is_none()
    }

    /// Whether it ended by itself, and nobody was told of any failure.
    pub fn has_succeeded(&self) -> bool {
        let is_success = |report: &ShardReport| report.report.failed.is_empty() && report.store_error.is_none();
        matches!(&self.result, Some(Ok(report)) if is_success(report))
    }

    /// What became of the batch, where this call tried to close it.
    pub fn outcome(&self) -> Option<(Outcome, Option<Code>)> {
        let CloseReport { results, .. } = &self.report().report;
        let result = results.first()?;
        Some((result.outcome, result.error.as_ref().map(|error| error.code)))
    }

    /// Whether it closed the batch, or found it closed.
    pub fn closed(&self) -> bool {
        matches!(self.outcome(), Some((Outcome::Closed | Outcome::NotFound, None)))
    }
}

/// Runs a call from the end of its tests to its own.
pub async fn run_call(world: &World, planned: &PlannedCall) -> EndedCall {
    pause(planned.pause).await;
    let number = world.next_call();
    world.server.borrow_mut().end_tests(number);
    let (settings, shard_settings) = planned.settings();
    let mut process = Process::new(world, number);
    process.steps = RefCell::new(planned.steps.clone().into());
    process.requests = RefCell::new(planned.requests.clone().into());
    process.event = planned.event;
    let began = world.began.elapsed();
    let result = {
        let observer = Recorder::default();
        let call = close_as_shard(
            &process,
            &process,
            &settings,
            &shard_settings,
            &process.signal,
            &observer,
        );
        match select(pin!(call), pin!(process.death.notified())).await {
            Either::Left((result, _)) => Some(result),
            Either::Right(_) => None,
        }
    };
    let ended_at = world.began.elapsed();
    EndedCall {
        number,
        shard: planned.shard.0,
        result,
        duration: ended_at - began,
        ended_at,
        was_answered: process.was_answered.get(),
        points: process.points.get(),
        step_count: process.step_count.get(),
    }
}

/// Runs one call after another.
pub async fn run_in_turn(world: &World, planned: &[PlannedCall]) -> Vec<EndedCall> {
    let mut ended = Vec::new();
    for call in planned {
        ended.push(run_call(world, call).await);
    }
    ended
}
