//! A simulated world for the core: servers that follow a script, on tokio's paused clock, so that hours take no time.
#![allow(dead_code, unused_imports, reason = "each test crate uses its own part")]
#![allow(clippy::arithmetic_side_effects)]

pub mod environment;
pub mod host;
pub mod meaning;
pub mod schedule;
pub mod script;
pub mod strings;
pub mod thrown;

use std::cell::RefCell;

use eyes_batch_close::close::close;
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::options::{Environment, Options};
use eyes_batch_close::report::{BatchResult, CloseReport};
use eyes_batch_close::settings::Settings;
use proptest::test_runner::{Config, RngAlgorithm};

pub use eyes_batch_close::options::Value;
pub use host::{Sent, World};
pub use script::{Step, answer, fault, never, throws};

/// The API key of all tests, easily found where it must not be.
pub const KEY: &str = "MarkedKey0123456789";

/// How many cases a property runs: so many by default, or what `PROPTEST_CASES` says.
pub fn cases(by_default: u32) -> Config {
    let wanted = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    Config {
        cases: wanted.unwrap_or(by_default),
        failure_persistence: None,
        // Cryptographic random numbers take a third of the time where nothing is optimised.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    }
}

/// A text as the value of an option.
pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A number as the value of an option.
pub fn number(number: impl Into<f64>) -> Value {
    Value::Number(number.into())
}

/// A list of texts as the value of an option.
pub fn texts(list: &[&str]) -> Value {
    Value::List(list.iter().map(|item| text(item)).collect())
}

/// These options, and beside them the least that is required: batch `a`, a key, and the server `http://eyes`.
pub fn options(given: &[(&'static str, Value)]) -> Options {
    let mut options = Options::default();
    let least = [
        ("batchIds", text("a")),
        ("apiKey", text(KEY)),
        ("serverUrl", text("http://eyes")),
    ];
    // The first of a name counts.
    for (name, value) in given.iter().cloned().chain(least) {
        options.insert(name, value);
    }
    options
}

/// Resolves options in an environment of these variables alone.
pub fn resolve(given: &[(&'static str, Value)], variables: &[(&str, &str)]) -> Result<Settings, Error> {
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let environment = Environment { variable: &variable };
    Settings::resolve(&options(given), &environment).map_err(|error| Error::clone(&error))
}

/// Settings in an empty environment.
pub fn settings(given: &[(&'static str, Value)]) -> Settings {
    resolve(given, &[]).expect("these settings are right")
}

/// What came of one call.
#[derive(Debug)]
pub struct Run {
    pub report: CloseReport,
    /// What `on_result` heard, in its order.
    pub heard: Vec<BatchResult>,
    /// Every request, in the order of sending.
    pub sent: Vec<Sent>,
    /// How long the call took, in milliseconds.
    pub took: u64,
    /// The most requests that were in flight at the same time.
    pub busiest: usize,
}

impl Run {
    /// The result of the only batch.
    pub fn result(&self) -> &BatchResult {
        assert_eq!(self.report.results.len(), 1, "one batch");
        &self.report.results[0]
    }

    /// The error of the only batch; panics where there is none.
    pub fn error(&self) -> &Error {
        self.result().error.as_ref().expect("an error")
    }

    /// The code of the only batch's error.
    pub fn code(&self) -> Option<Code> {
        self.result().error.as_ref().map(|error| error.code)
    }

    /// The methods of all requests, in the order of sending.
    pub fn methods(&self) -> Vec<&'static str> {
        self.sent.iter().map(|sent| sent.method).collect()
    }

    /// How long each request waited after the end of the one before it; for the only batch.
    pub fn waits(&self) -> Vec<u64> {
        let pairs = self.sent.windows(2);
        pairs.map(|pair| pair[1].at - pair[0].ended.expect("ended")).collect()
    }
}

/// Sends the only batch of the least settings through a script.
pub async fn meets(script: impl Into<Vec<Step>>) -> Run {
    meets_with(&[], script).await
}

/// The same with more options.
pub async fn meets_with(given: &[(&'static str, Value)], script: impl Into<Vec<Step>>) -> Run {
    run(World::with(script), &settings(given)).await
}

/// Closes the batches of the settings.
pub async fn run(world: World, settings: &Settings) -> Run {
    run_until(world, settings, None).await
}

/// Closes the batches of the settings; the caller's signal aborts after so many milliseconds.
pub async fn run_until(world: World, settings: &Settings, stop: Option<u64>) -> Run {
    let heard = RefCell::new(Vec::new());
    let stopped = async {
        match stop {
            Some(0) => {}
            Some(ms) => tokio::time::sleep(std::time::Duration::from_millis(ms)).await,
            None => std::future::pending().await,
        }
    };
    let report = close(&world, settings, stopped, |result| {
        heard.borrow_mut().push(result.clone())
    })
    .await;
    let took = world.now();
    let (sent, busiest) = world.end();
    assert!(
        sent.iter().all(|sent| sent.ended.is_some()),
        "nothing is left in flight"
    );
    Run {
        report,
        heard: heard.into_inner(),
        sent,
        took,
        busiest,
    }
}
